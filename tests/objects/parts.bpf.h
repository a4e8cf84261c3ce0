/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one object is replaced by another with: a hook that is given another program and one that
 * is not, and counters of each sort. PROGRAM is the number of the object, under which it counts.
 */
#ifndef PARTS_BPF_H
#define PARTS_BPF_H

#include "objects.bpf.h"
#include <linux/pkt_cls.h>

#ifndef RING_BYTES
#define RING_BYTES 4096
#endif

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 8);
} by_program SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 4);
} received SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_BYTES);
} ring SEC(".maps");

/* what opens calls its own */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, 1);
} bodies SEC(".maps");

__u64 calls;
__u64 filtered;
__u64 limit = 1000; /* .data */
#ifdef HAS_MORE
__u64 more;
#endif

static __always_inline void count_program(void)
{
	__u32 key = PROGRAM;
	__u64 one = 1, *sum;

	sum = bpf_map_lookup_elem(&by_program, &key);
	if (sum)
		__sync_fetch_and_add(sum, 1);
	else
		bpf_map_update_elem(&by_program, &key, &one, BPF_ANY);
}

SEC("tracepoint/syscalls/sys_enter_getpgid")
int hit(void *context)
{
	__u32 key = PROGRAM;

	if (!is_wanted() || !limit)
		return 0;
	__sync_fetch_and_add(&calls, 1);
#ifdef HAS_MORE
	__sync_fetch_and_add(&more, 1);
#endif
	count_program();
	bpf_ringbuf_output(&ring, &key, sizeof(key), 0);
	return 0;
}

SEC("xdp")
int frames(struct xdp_md *frame)
{
	__u32 key = PROGRAM;
	__u64 *sum = bpf_map_lookup_elem(&received, &key);

	if (sum)
		*sum += 1;
	key = 0;
	bpf_map_lookup_elem(&bodies, &key);
	return XDP_PASS;
}

SEC("tc")
int ingress(struct __sk_buff *packet)
{
	__sync_fetch_and_add(&filtered, 1);
	return TC_ACT_UNSPEC;
}

#endif
