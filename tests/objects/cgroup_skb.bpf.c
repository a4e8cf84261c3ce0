// SPDX-License-Identifier: GPL-2.0-or-later
/* Packets that processes of a cgroup send. */
#include "objects.bpf.h"

__u64 calls;

SEC("cgroup_skb/egress")
int hit(struct __sk_buff *context)
{
	__sync_fetch_and_add(&calls, 1);
	return 1;
}
