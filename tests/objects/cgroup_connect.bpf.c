// SPDX-License-Identifier: GPL-2.0-or-later
/* Connections that processes of a cgroup begin. */
#include "objects.bpf.h"

__u64 calls;

SEC("cgroup/connect4")
int hit(struct bpf_sock_addr *context)
{
	__sync_fetch_and_add(&calls, 1);
	return 1;
}
