// SPDX-License-Identifier: GPL-2.0-or-later
/* A map with room for a million entries, which tests/bench/fill puts into it. */
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct flow {
	__u32 from, to;
	__u16 port, protocol;
};

struct counts {
	__u64 packets, bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1000000);
	__type(key, struct flow);
	__type(value, struct counts);
} flows SEC(".maps");

SEC("raw_tracepoint/sched_process_exit")
int on_exit(void *context)
{
	struct flow flow = {0};

	bpf_map_lookup_elem(&flows, &flow);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
