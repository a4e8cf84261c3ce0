// SPDX-License-Identifier: GPL-2.0-or-later
/* A place that a program has marked, and what it hands over there. */
#include "objects.bpf.h"
#include <stdbool.h>
#include <linux/ptrace.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

__u64 calls;

SEC("usdt")
int hit(struct pt_regs *context)
{
	__sync_fetch_and_add(&calls, 1);
	return 0;
}
