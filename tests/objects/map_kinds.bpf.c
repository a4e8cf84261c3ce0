// SPDX-License-Identifier: GPL-2.0-or-later
/* A map of each sort that programs write to. */
#include "objects.bpf.h"

struct key {
	__u32 number;
	char name[4];
};

struct value {
	__u64 calls;
	struct {
		__s32 low, high;
	} range;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct key);
	__type(value, struct value);
	__uint(max_entries, 16);
} by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 16);
} by_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 16);
} recent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__type(value, __u32);
	__uint(max_entries, 4);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_getpgid")
int fill(void *context)
{
	const struct key key = {7, "abc"};
	const struct value first = {1, {-1, 1}};
	struct value *value;
	__u32 one = 1;
	__u64 number = 2;

	if (!is_wanted())
		return 0;
	value = bpf_map_lookup_elem(&by_key, &key);
	if (value)
		value->calls++;
	else
		bpf_map_update_elem(&by_key, &key, &first, BPF_ANY);
	bpf_map_update_elem(&by_cpu, &one, &number, BPF_ANY);
	bpf_map_update_elem(&recent, &one, &number, BPF_ANY);
	bpf_map_push_elem(&queue, &one, BPF_EXIST);
	bpf_ringbuf_output(&ring, &number, sizeof(number), 0);
	return 0;
}
