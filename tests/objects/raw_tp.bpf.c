// SPDX-License-Identifier: GPL-2.0-or-later
/* A tracepoint with its arguments as they are. */
#include "objects.bpf.h"

__u64 calls;

SEC("raw_tp/sched_process_exit")
int hit(void *context)
{
	count(&calls);
	return 0;
}
