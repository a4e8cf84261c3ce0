// SPDX-License-Identifier: GPL-2.0-or-later
/* The return of a function of the kernel. */
#include "objects.bpf.h"

__u64 calls;

SEC("kretprobe/ksys_unshare")
int hit(void *context)
{
	count(&calls);
	return 0;
}
