// SPDX-License-Identifier: GPL-2.0-or-later
/* The return of a system call. */
#include "objects.bpf.h"

__u64 calls;

SEC("kretsyscall/getpgid")
int hit(void *context)
{
	count(&calls);
	return 0;
}
