// SPDX-License-Identifier: GPL-2.0-or-later
/* A map of maps, with one that is there from the beginning. */
#include "objects.bpf.h"
#include <stddef.h>

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__type(key, __u32);
	__uint(max_entries, 2);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[1] = &first}};

SEC("tracepoint/syscalls/sys_enter_getpgid")
int add(void *context)
{
	__u32 slot = 1, zero = 0;
	void *inner = bpf_map_lookup_elem(&outer, &slot);
	__u64 *calls = inner ? bpf_map_lookup_elem(inner, &zero) : NULL;

	if (calls)
		count(calls);
	return 0;
}
