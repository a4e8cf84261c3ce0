/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One more counter map, for the build that tests replace by, and what counts into it. */
#ifndef NEXT_BPF_H
#define NEXT_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} runs SEC(".maps");

static __always_inline void count_run(void)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&runs, &key);

	if (count)
		*(volatile __u64 *)count += 1;
}

#endif
