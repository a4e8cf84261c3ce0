// SPDX-License-Identifier: GPL-2.0-or-later
/* The return of a function of a program, which the test names. */
#include "objects.bpf.h"

__u64 calls;

SEC("uretprobe")
int hit(void *context)
{
	__sync_fetch_and_add(&calls, 1);
	return 0;
}
