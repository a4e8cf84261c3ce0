// SPDX-License-Identifier: GPL-2.0-or-later
/* A system call, by a name that is the same on each architecture. */
#include "objects.bpf.h"

__u64 calls;

SEC("ksyscall/getpgid")
int hit(void *context)
{
	count(&calls);
	return 0;
}
