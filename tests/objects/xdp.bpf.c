// SPDX-License-Identifier: GPL-2.0-or-later
/* Received frames and their bytes, before the kernel sees them. */
#include "objects.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 2);
} received SEC(".maps");

static __always_inline void add(__u32 slot, __u64 number)
{
	__u64 *sum = bpf_map_lookup_elem(&received, &slot);

	if (sum)
		*sum += number;
}

SEC("xdp")
int frames(struct xdp_md *frame)
{
	add(0, 1);
	add(1, frame->data_end - frame->data);
	return XDP_PASS;
}
