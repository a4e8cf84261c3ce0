// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions by a pattern. */
#include "objects.bpf.h"

__u64 calls;

SEC("kprobe.multi/ksys_unshar*")
int hit(void *context)
{
	count(&calls);
	return 0;
}
