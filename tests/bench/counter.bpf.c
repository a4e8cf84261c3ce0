// SPDX-License-Identifier: GPL-2.0-or-later
/* One shared counter, as tutorials write it: what packets is measured beside. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} counter SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *packets = bpf_map_lookup_elem(&counter, &key);

	if (packets)
		__sync_fetch_and_add(packets, 1);
	return XDP_PASS;
}
