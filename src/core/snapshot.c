// SPDX-License-Identifier: GPL-2.0-or-later
/* Sums and orders of what the counters said. */
#include "core/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *packet_l3_name(unsigned int class)
{
	static const char *const names[] = {
		[EBPFCTL_L3_IPV4] = "ipv4",
		[EBPFCTL_L3_IPV6] = "ipv6",
		[EBPFCTL_L3_ARP] = "arp",
		[EBPFCTL_L3_OTHER] = "other",
	};

	return names[class / EBPFCTL_L4_COUNT];
}

const char *packet_l4_name(unsigned int class)
{
	static const char *const names[] = {
		[EBPFCTL_L4_TCP] = "tcp",
		[EBPFCTL_L4_UDP] = "udp",
		[EBPFCTL_L4_ICMP] = "icmp",
		[EBPFCTL_L4_OTHER] = "other",
	};

	return names[class % EBPFCTL_L4_COUNT];
}

void packets_sum_cpus(const struct ebpfctl_interface_counts *per_cpu, size_t cpu_count,
		      struct packet_count counts[EBPFCTL_CLASSES])
{
	for (size_t cpu = 0; cpu < cpu_count; cpu++)
		for (size_t class = 0; class < EBPFCTL_CLASSES; class ++) {
			counts[class].packets += per_cpu[cpu].class_count[class].packets;
			counts[class].bytes += per_cpu[cpu].class_count[class].bytes;
		}
}

void sizes_sum_cpus(const struct ebpfctl_size_counts *per_cpu, size_t cpu_count,
		    struct size_histogram *sizes)
{
	for (size_t cpu = 0; cpu < cpu_count; cpu++) {
		for (size_t i = 0; i < EBPFCTL_SIZE_BUCKETS; i++)
			sizes->packets[i] += per_cpu[cpu].packets[i];
		sizes->bytes += per_cpu[cpu].bytes;
	}
}

void opens_sum_cpus(const struct ebpfctl_open_counts *per_cpu, size_t cpu_count,
		    struct comm_count *count)
{
	for (size_t cpu = 0; cpu < cpu_count; cpu++) {
		count->opens += per_cpu[cpu].opens;
		count->failed += per_cpu[cpu].failed;
	}
}

struct packet_count interface_total(const struct interface_snapshot *interface)
{
	struct packet_count total = {0};

	for (size_t class = 0; class < EBPFCTL_CLASSES; class ++) {
		total.packets += interface->classes[class].packets;
		total.bytes += interface->classes[class].bytes;
	}
	return total;
}

struct packet_count packets_total(const struct packets_snapshot *packets)
{
	struct packet_count total = {0};

	for (size_t i = 0; i < packets->count; i++) {
		struct packet_count one = interface_total(&packets->interfaces[i]);

		total.packets += one.packets;
		total.bytes += one.bytes;
	}
	return total;
}

static void add_comms(const struct opens_snapshot *opens, size_t from,
		      struct comm_count *total)
{
	for (size_t i = from; i < opens->count; i++) {
		total->opens += opens->comms[i].opens;
		total->failed += opens->comms[i].failed;
	}
}

struct comm_count opens_total(const struct opens_snapshot *opens)
{
	struct comm_count total = {.opens = opens->others.opens,
				   .failed = opens->others.failed};

	add_comms(opens, 0, &total);
	return total;
}

struct comm_count opens_rest(const struct opens_snapshot *opens)
{
	struct comm_count rest = {.opens = opens->others.opens,
				  .failed = opens->others.failed};

	add_comms(opens, opens->shown, &rest);
	return rest;
}

static int compare_comms(const void *left, const void *right)
{
	const struct comm_count *a = left, *b = right;

	if (a->opens != b->opens)
		return a->opens < b->opens ? 1 : -1;
	return memcmp(a->comm.text, b->comm.text, sizeof(a->comm.text));
}

void opens_sort(struct opens_snapshot *opens, size_t top)
{
	if (opens->count)
		qsort(opens->comms, opens->count, sizeof(*opens->comms), compare_comms);
	opens->shown = top < opens->count ? top : opens->count;
}

static int compare_interfaces(const void *left, const void *right)
{
	const struct interface_snapshot *a = left, *b = right;
	int by_name = strcmp(a->ifname, b->ifname);

	return by_name ? by_name : (a->ifindex > b->ifindex) - (a->ifindex < b->ifindex);
}

void packets_sort(struct packets_snapshot *packets)
{
	if (packets->count)
		qsort(packets->interfaces, packets->count, sizeof(*packets->interfaces),
		      compare_interfaces);
}

/* ---- how long opens took ---- */

void latency_sum_cpus(const struct ebpfctl_latency_counts *per_cpu, size_t cpu_count,
		      struct latency_histogram *latency)
{
	for (size_t cpu = 0; cpu < cpu_count; cpu++) {
		for (size_t i = 0; i < EBPFCTL_LATENCY_BUCKETS; i++)
			latency->opens[i] += per_cpu[cpu].opens[i];
		latency->sum_ns += per_cpu[cpu].sum_ns;
	}
}

static int compare_latencies(const void *left, const void *right)
{
	return memcmp(&((const struct latency_histogram *)left)->comm,
		      &((const struct latency_histogram *)right)->comm,
		      sizeof(struct ebpfctl_comm));
}

void latencies_sort(struct opens_snapshot *opens)
{
	if (opens->latency_count)
		qsort(opens->latencies, opens->latency_count, sizeof(*opens->latencies),
		      compare_latencies);
}

const struct latency_histogram *latency_find(const struct opens_snapshot *opens,
					     const struct ebpfctl_comm *comm)
{
	const struct latency_histogram wanted = {.comm = *comm};

	return opens->latency_count ?
		       bsearch(&wanted, opens->latencies, opens->latency_count,
			       sizeof(*opens->latencies), compare_latencies) :
		       NULL;
}

void latency_add(struct latency_histogram *sum, const struct latency_histogram *one)
{
	for (size_t i = 0; i < EBPFCTL_LATENCY_BUCKETS; i++)
		sum->opens[i] += one->opens[i];
	sum->sum_ns += one->sum_ns;
}

void latency_subtract(struct latency_histogram *sum, const struct latency_histogram *one)
{
	for (size_t i = 0; i < EBPFCTL_LATENCY_BUCKETS; i++)
		sum->opens[i] -= one->opens[i];
	sum->sum_ns -= one->sum_ns;
}

struct latency_histogram latency_total(const struct opens_snapshot *opens)
{
	struct latency_histogram total = {0};

	for (size_t i = 0; i < opens->latency_count; i++)
		latency_add(&total, &opens->latencies[i]);
	return total;
}

uint64_t latency_opens(const struct latency_histogram *latency)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < EBPFCTL_LATENCY_BUCKETS; i++)
		sum += latency->opens[i];
	return sum;
}

static void *copy_array(const void *array, size_t count, size_t size)
{
	void *copy = memory_new(count + 1, size);

	if (count)
		memcpy(copy, array, count * size);
	return copy;
}

void snapshot_copy(struct snapshot *to, const struct snapshot *from)
{
	*to = *from;
	to->packets.interfaces = copy_array(from->packets.interfaces, from->packets.count,
					    sizeof(*from->packets.interfaces));
	to->opens.latencies = copy_array(from->opens.latencies, from->opens.latency_count,
					 sizeof(*from->opens.latencies));
	to->opens.comms = copy_array(from->opens.comms, from->opens.count,
				     sizeof(*from->opens.comms));
}

void snapshot_release(struct snapshot *snapshot)
{
	free(snapshot->packets.interfaces);
	free(snapshot->opens.comms);
	free(snapshot->opens.latencies);
	*snapshot = (struct snapshot){0};
}
