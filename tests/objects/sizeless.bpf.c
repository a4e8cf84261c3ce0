// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps whose size is left to the loader of the object. */
#include "objects.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
} by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, sizeof(__u32));
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} events SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_getpgid")
int hit(void *context)
{
	__u64 one = 1;
	__u32 key = 0;

	if (!is_wanted())
		return 0;
	bpf_map_update_elem(&by_key, &key, &one, BPF_ANY);
	bpf_get_stackid(context, &stacks, 0);
	bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, &key, sizeof(key));
	return 0;
}
