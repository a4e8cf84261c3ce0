// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counts received packets and bytes by protocol, per CPU, and passes every packet
 * on. One instance runs for each interface, with its slot in .rodata: a constant
 * costs nothing, a look-up by ifindex would cost more than all the rest.
 *
 * A frame that ends within the header of a layer is classed by the layers before it,
 * and as `other` from there on.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "ebpfctl_abi.h"

#define VLAN_TAGS_MAX 2
#define IPV6_EXTENSIONS_MAX 8
#define IP_FRAGMENT_OFFSET 0x1fff
#define IPV6_FRAGMENT_OFFSET 0xfff8
#define PROTOCOL_NONE 0xff /* a number that no class is made of */

char LICENSE[] SEC("license") = "GPL";

const volatile struct ebpfctl_packets_config config;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct ebpfctl_interface_counts);
	__uint(max_entries, EBPFCTL_INTERFACES_MAX);
} counters SEC(".maps");

/* Not made, and what counts into it not in the program, without --sizes. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct ebpfctl_size_counts);
	__uint(max_entries, EBPFCTL_INTERFACES_MAX);
} sizes SEC(".maps");

/* Not used by the program: the record of who owns which slot, kept beside it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct ebpfctl_interface);
	__uint(max_entries, EBPFCTL_INTERFACES_MAX);
} interfaces SEC(".maps");

struct vlan_tag {
	__be16 tci;
	__be16 ethertype;
};

struct ipv6_extension {
	__u8 next;
	__u8 length;
	__be16 fragment;
	__be32 rest;
};

static __always_inline int is_vlan(__be16 ethertype)
{
	return ethertype == bpf_htons(ETH_P_8021Q) ||
	       ethertype == bpf_htons(ETH_P_8021AD);
}

static __always_inline int is_ipv6_extension(__u8 protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
	       protocol == IPPROTO_FRAGMENT || protocol == IPPROTO_DSTOPTS ||
	       protocol == IPPROTO_AH || protocol == IPPROTO_MH;
}

static __always_inline __u32 ipv6_extension_size(__u8 protocol, __u8 length)
{
	if (protocol == IPPROTO_FRAGMENT)
		return sizeof(struct ipv6_extension);
	if (protocol == IPPROTO_AH)
		return (length + 2) * 4;
	return (length + 1) * 8;
}

static __always_inline __u32 class_of(__u32 l3, __u8 protocol, __u8 icmp)
{
	if (protocol == IPPROTO_TCP)
		return EBPFCTL_CLASS(l3, EBPFCTL_L4_TCP);
	if (protocol == IPPROTO_UDP)
		return EBPFCTL_CLASS(l3, EBPFCTL_L4_UDP);
	if (protocol == icmp)
		return EBPFCTL_CLASS(l3, EBPFCTL_L4_ICMP);
	return EBPFCTL_CLASS(l3, EBPFCTL_L4_OTHER);
}

static __always_inline __u32 class_of_ipv4(void *header, void *end)
{
	struct iphdr *ip = header;
	__u32 other = EBPFCTL_CLASS(EBPFCTL_L3_IPV4, EBPFCTL_L4_OTHER);

	if ((void *)(ip + 1) > end || ip->version != 4 || ip->ihl < 5)
		return other;
	if (header + ip->ihl * 4 > end)
		return other;
	return class_of(EBPFCTL_L3_IPV4, ip->protocol, IPPROTO_ICMP);
}

/* The protocol behind the extension headers, or PROTOCOL_NONE if it cannot be reached. */
static __always_inline __u8 skip_ipv6_extensions(void *next, void *end, __u8 protocol)
{
	for (int i = 0; i < IPV6_EXTENSIONS_MAX; i++) {
		struct ipv6_extension *extension = next;
		__u8 current = protocol;

		if (!is_ipv6_extension(protocol))
			return protocol;
		if ((void *)(extension + 1) > end)
			return PROTOCOL_NONE;
		protocol = extension->next;
		/* behind the header of a later fragment comes the middle of something */
		if (current == IPPROTO_FRAGMENT &&
		    extension->fragment & bpf_htons(IPV6_FRAGMENT_OFFSET))
			return protocol;
		next += ipv6_extension_size(current, extension->length);
		if (next > end)
			return PROTOCOL_NONE;
	}
	return is_ipv6_extension(protocol) ? PROTOCOL_NONE : protocol;
}

static __always_inline __u32 class_of_ipv6(void *header, void *end)
{
	struct ipv6hdr *ip = header;
	__u8 protocol;

	if ((void *)(ip + 1) > end || ip->version != 6)
		return EBPFCTL_CLASS(EBPFCTL_L3_IPV6, EBPFCTL_L4_OTHER);
	protocol = skip_ipv6_extensions(ip + 1, end, ip->nexthdr);
	return class_of(EBPFCTL_L3_IPV6, protocol, IPPROTO_ICMPV6);
}

static __always_inline __u32 class_of_ethertype(__be16 ethertype, void *next, void *end)
{
	if (ethertype == bpf_htons(ETH_P_IP))
		return class_of_ipv4(next, end);
	if (ethertype == bpf_htons(ETH_P_IPV6))
		return class_of_ipv6(next, end);
	if (ethertype == bpf_htons(ETH_P_ARP))
		return EBPFCTL_CLASS(EBPFCTL_L3_ARP, EBPFCTL_L4_OTHER);
	return EBPFCTL_CLASS(EBPFCTL_L3_OTHER, EBPFCTL_L4_OTHER);
}

static __always_inline __u32 class_of_ethernet(void *data, void *end)
{
	struct ethhdr *ethernet = data;
	void *next = ethernet + 1;
	__be16 ethertype;

	if (next > end)
		return EBPFCTL_CLASS(EBPFCTL_L3_OTHER, EBPFCTL_L4_OTHER);
	ethertype = ethernet->h_proto;
	for (int i = 0; i < VLAN_TAGS_MAX && is_vlan(ethertype); i++) {
		struct vlan_tag *tag = next;

		next = tag + 1;
		if (next > end)
			return EBPFCTL_CLASS(EBPFCTL_L3_OTHER, EBPFCTL_L4_OTHER);
		ethertype = tag->ethertype;
	}
	return class_of_ethertype(ethertype, next, end);
}

/* Devices without a link-layer header: the version in the first byte says which IP. */
static __always_inline __u32 class_of_ip(void *data, void *end)
{
	__u8 *first = data;

	if ((void *)(first + 1) > end)
		return EBPFCTL_CLASS(EBPFCTL_L3_OTHER, EBPFCTL_L4_OTHER);
	if (*first >> 4 == 4)
		return class_of_ipv4(data, end);
	if (*first >> 4 == 6)
		return class_of_ipv6(data, end);
	return EBPFCTL_CLASS(EBPFCTL_L3_OTHER, EBPFCTL_L4_OTHER);
}

static __always_inline __u32 class_of_frame(void *data, void *end)
{
	if (config.first_header == EBPFCTL_FIRST_ETHERNET)
		return class_of_ethernet(data, end);
	if (config.first_header == EBPFCTL_FIRST_IP)
		return class_of_ip(data, end);
	return EBPFCTL_CLASS(EBPFCTL_L3_OTHER, EBPFCTL_L4_OTHER);
}

static __always_inline __u32 bucket_of(__u64 bytes)
{
	__u32 bucket = 0;

	while (bucket < EBPFCTL_SIZE_BUCKETS - 1 && bytes > EBPFCTL_SIZE_LIMIT(bucket))
		bucket++;
	return bucket;
}

static __always_inline void count_size(__u64 bytes)
{
	__u32 slot = config.slot, bucket = bucket_of(bytes);
	struct ebpfctl_size_counts *counts = bpf_map_lookup_elem(&sizes, &slot);

	if (!counts || bucket >= EBPFCTL_SIZE_BUCKETS)
		return;
	counts->packets[bucket]++;
	counts->bytes += bytes;
}

static __always_inline void count(__u32 class, __u64 bytes)
{
	__u32 slot = config.slot;
	struct ebpfctl_interface_counts *counts = bpf_map_lookup_elem(&counters, &slot);

	if (!counts || class >= EBPFCTL_CLASSES)
		return;
	counts->class_count[class].packets++;
	counts->class_count[class].bytes += bytes;
	if (config.has_sizes)
		count_size(bytes);
}

SEC("xdp")
int packets(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	count(class_of_frame(data, end), end - data);
	return XDP_PASS;
}

/* For an MTU that needs several buffers: asking for the whole length costs 10 ns. */
SEC("xdp.frags")
int packets_frags(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	count(class_of_frame(data, end), bpf_xdp_get_buff_len(ctx));
	return XDP_PASS;
}
