// SPDX-License-Identifier: GPL-2.0-or-later
/* Sockets that processes of a cgroup make. */
#include "objects.bpf.h"

__u64 calls;

SEC("cgroup/sock_create")
int hit(struct bpf_sock *context)
{
	__sync_fetch_and_add(&calls, 1);
	return 1;
}
