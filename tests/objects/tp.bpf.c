// SPDX-License-Identifier: GPL-2.0-or-later
/* The same, by the short word. */
#include "objects.bpf.h"

__u64 calls;

SEC("tp/syscalls/sys_exit_getpgid")
int hit(void *context)
{
	count(&calls);
	return 0;
}
