// SPDX-License-Identifier: GPL-2.0-or-later
/* A tracepoint with typed arguments. */
#include "objects.bpf.h"

__u64 calls;

SEC("tp_btf/sched_process_exit")
int hit(void *context)
{
	count(&calls);
	return 0;
}
