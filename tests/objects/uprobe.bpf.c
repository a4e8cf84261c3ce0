// SPDX-License-Identifier: GPL-2.0-or-later
/* A function of a program, which the test names. */
#include "objects.bpf.h"

__u64 calls;

SEC("uprobe")
int hit(void *context)
{
	__sync_fetch_and_add(&calls, 1);
	return 0;
}
