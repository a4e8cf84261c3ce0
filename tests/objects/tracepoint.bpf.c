// SPDX-License-Identifier: GPL-2.0-or-later
/* A tracepoint of the kernel. */
#include "objects.bpf.h"

__u64 calls;

SEC("tracepoint/syscalls/sys_enter_getpgid")
int hit(void *context)
{
	count(&calls);
	return 0;
}
