// SPDX-License-Identifier: GPL-2.0-or-later
/* A security hook, which allows what was allowed. */
#include "objects.bpf.h"

__u64 calls;

SEC("lsm/task_getpgid")
int hit(__u64 *context)
{
	count(&calls);
	return 0;
}
