// SPDX-License-Identifier: GPL-2.0-or-later
/* So many times a second on each processor. */
#include "objects.bpf.h"

__u64 ticks;

SEC("perf_event")
int tick(void *context)
{
	__sync_fetch_and_add(&ticks, 1);
	return 0;
}
