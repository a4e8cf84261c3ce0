// SPDX-License-Identifier: GPL-2.0-or-later
/* A program that is there for another one to jump to. */
#include "objects.bpf.h"

__u64 calls, jumps;

int target(void *context);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} next SEC(".maps") = {.values = {[0] = (void *)&target}};

SEC("tracepoint/syscalls/sys_enter_getpgid")
int target(void *context)
{
	count(&jumps);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_getpgid")
int start(void *context)
{
	count(&calls);
	bpf_tail_call(context, &next, 0);
	return 0;
}
