// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are loaded only on request, and one for two hooks. */
#include "objects.bpf.h"

__u64 entered, left;

SEC("tracepoint/syscalls/sys_enter_getpgid")
int enter(void *context)
{
	count(&entered);
	return 0;
}

SEC("?tracepoint/syscalls/sys_exit_getpgid")
int leave(void *context)
{
	count(&left);
	return 0;
}
