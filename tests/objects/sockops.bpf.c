// SPDX-License-Identifier: GPL-2.0-or-later
/* What happens to the TCP connections of a cgroup. */
#include "objects.bpf.h"

__u64 calls;

SEC("sockops")
int hit(struct bpf_sock_ops *context)
{
	if (context->op == BPF_SOCK_OPS_TCP_CONNECT_CB)
		__sync_fetch_and_add(&calls, 1);
	return 1;
}
