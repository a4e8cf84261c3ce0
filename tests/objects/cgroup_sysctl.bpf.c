// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings of the kernel that processes of a cgroup read. */
#include "objects.bpf.h"

__u64 calls;

SEC("cgroup/sysctl")
int hit(struct bpf_sysctl *context)
{
	__sync_fetch_and_add(&calls, 1);
	return 1;
}
