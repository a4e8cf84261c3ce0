// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writer for monitoring: packets. A series must not come twice, so interfaces of one
 * name, in several network namespaces, are added up.
 */
#include <string.h>

#include "out/prometheus.h"

#define SIZES "ebpfctl_receive_packet_size_bytes"

static bool has_same_name(const struct interface_snapshot *one,
			  const struct interface_snapshot *other)
{
	return !strncmp(one->ifname, other->ifname, sizeof(one->ifname));
}

/* Of the first interface of a name, for all of that name. */
static struct packet_count sum_of_name(const struct packets_snapshot *packets,
				       size_t first, unsigned int class)
{
	struct packet_count sum = {0};

	for (size_t i = first; i < packets->count; i++) {
		const struct interface_snapshot *interface = &packets->interfaces[i];

		if (!has_same_name(interface, &packets->interfaces[first]))
			continue;
		sum.packets += interface->classes[class].packets;
		sum.bytes += interface->classes[class].bytes;
	}
	return sum;
}

static bool is_first_of_name(const struct packets_snapshot *packets, size_t i)
{
	for (size_t earlier = 0; earlier < i; earlier++)
		if (has_same_name(&packets->interfaces[earlier], &packets->interfaces[i]))
			return false;
	return true;
}

static void add_class(struct strbuf *text, const char *name,
		      const struct interface_snapshot *interface, unsigned int class,
		      uint64_t value)
{
	strbuf_add_format(text, "%s{ifname=\"", name);
	prometheus_add_label(text, interface->ifname, sizeof(interface->ifname));
	strbuf_add_format(text, "\",l3=\"%s\",l4=\"%s\"}", packet_l3_name(class),
			  packet_l4_name(class));
	prometheus_end_sample(text, value);
}

/* What is neither IPv4 nor IPv6 is of no class but other. */
static bool is_possible(unsigned int class)
{
	return class < EBPFCTL_CLASS(EBPFCTL_L3_ARP, 0) ||
	       class % EBPFCTL_L4_COUNT == EBPFCTL_L4_OTHER;
}

/* Zero too: a series that begins with its first packet has lost that rate. */
static void add_receive(struct strbuf *text, const struct packets_snapshot *packets,
			const char *name, const char *help, bool is_bytes)
{
	prometheus_begin(text, name, "counter", help);
	for (size_t i = 0; i < packets->count; i++) {
		if (!is_first_of_name(packets, i))
			continue;
		for (unsigned int class = 0; class < EBPFCTL_CLASSES; class ++) {
			struct packet_count sum = sum_of_name(packets, i, class);

			if (!is_possible(class))
				continue;
			add_class(text, name, &packets->interfaces[i], class,
				  is_bytes ? sum.bytes : sum.packets);
		}
	}
}

static void add_size_sample(struct strbuf *text, const char *suffix,
			    const struct interface_snapshot *interface, const char *limit,
			    uint64_t value)
{
	strbuf_add_format(text, SIZES "%s{ifname=\"", suffix);
	prometheus_add_label(text, interface->ifname, sizeof(interface->ifname));
	strbuf_add(text, "\"");
	if (limit)
		strbuf_add_format(text, ",le=\"%s\"", limit);
	strbuf_add(text, "}");
	prometheus_end_sample(text, value);
}

static struct size_histogram sizes_of_name(const struct packets_snapshot *packets,
					   size_t first)
{
	struct size_histogram sum = {0};

	for (size_t i = first; i < packets->count; i++) {
		const struct size_histogram *one = &packets->interfaces[i].sizes;

		if (!has_same_name(&packets->interfaces[i], &packets->interfaces[first]))
			continue;
		for (size_t bucket = 0; bucket < EBPFCTL_SIZE_BUCKETS; bucket++)
			sum.packets[bucket] += one->packets[bucket];
		sum.bytes += one->bytes;
	}
	return sum;
}

/* Buckets are cumulative here: each has those before it in it. */
static void add_histogram(struct strbuf *text, const struct interface_snapshot *interface,
			  const struct size_histogram *sizes)
{
	uint64_t count = 0;
	char limit[32];

	for (unsigned int i = 0; i < EBPFCTL_SIZE_BUCKETS; i++) {
		bool is_last = i + 1 == EBPFCTL_SIZE_BUCKETS;

		count += sizes->packets[i];
		snprintf(limit, sizeof(limit), is_last ? "+Inf" : "%llu",
			 EBPFCTL_SIZE_LIMIT(i));
		add_size_sample(text, "_bucket", interface, limit, count);
	}
	add_size_sample(text, "_sum", interface, NULL, sizes->bytes);
	add_size_sample(text, "_count", interface, NULL, count);
}

/* All interfaces of a load have them, or none. */
static void add_sizes(struct strbuf *text, const struct packets_snapshot *packets)
{
	if (!packets->count || !packets->interfaces[0].has_sizes)
		return;
	prometheus_begin(text, SIZES, "histogram", "Sizes of received packets.");
	for (size_t i = 0; i < packets->count; i++) {
		struct size_histogram sizes = sizes_of_name(packets, i);

		if (is_first_of_name(packets, i))
			add_histogram(text, &packets->interfaces[i], &sizes);
	}
}

void prometheus_add_packets(struct strbuf *text, const struct packets_snapshot *packets)
{
	add_receive(text, packets, "ebpfctl_receive_packets_total", "Received packets.",
		    false);
	add_receive(text, packets, "ebpfctl_receive_bytes_total", "Received bytes.",
		    true);
	add_sizes(text, packets);
}
