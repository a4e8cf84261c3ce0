/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the counters said at one time, as plain data: filled by the kernel side, summed
 * and sorted here, shown by a writer. Per-CPU values are read one after the other, so a
 * snapshot under traffic is close to, but not, one instant.
 */
#ifndef CORE_SNAPSHOT_H
#define CORE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/health.h"
#include "ebpfctl_abi.h"

struct packet_count {
	uint64_t packets;
	uint64_t bytes;
};

/* How many packets were how large: as struct ebpfctl_size_counts, over all CPUs. */
struct size_histogram {
	uint64_t packets[EBPFCTL_SIZE_BUCKETS];
	uint64_t bytes;
};

struct interface_snapshot {
	char ifname[EBPFCTL_IFNAME_LEN]; /* as it was called when it was loaded */
	uint32_t ifindex;
	enum ebpfctl_xdp_mode mode;
	enum link_health health;
	uint64_t attached_ns;			      /* CLOCK_BOOTTIME */
	struct packet_count classes[EBPFCTL_CLASSES]; /* by EBPFCTL_CLASS() */
	bool has_sizes;				      /* loaded with --sizes */
	struct size_histogram sizes;
};

struct packets_snapshot {
	struct interface_snapshot *interfaces; /* by name */
	size_t count;
};

struct comm_count {
	struct ebpfctl_comm comm;
	uint64_t opens;
	uint64_t failed;
};

/* How many opens of a comm took how long: as struct ebpfctl_latency_counts, over all CPUs. */
struct latency_histogram {
	struct ebpfctl_comm comm; /* empty: what found no room */
	uint64_t opens[EBPFCTL_LATENCY_BUCKETS];
	uint64_t sum_ns;
};

struct opens_snapshot {
	char via[EBPFCTL_VIA_LEN + 1];
	bool is_missed_known;
	uint64_t missed; /* calls that the kernel says it skipped the program for */
	struct comm_count *comms; /* most opens first */
	size_t count;
	size_t shown;	  /* how many of them a writer shows; the rest is summed up */
	bool has_latency; /* loaded with --latency */
	struct latency_histogram *latencies; /* by comm, once they are sorted */
	size_t latency_count;
	struct comm_count others; /* what found no room among the comms */
};

struct snapshot {
	uint64_t time_ns;	 /* since the epoch */
	uint64_t boot_offset_ns; /* what turns CLOCK_BOOTTIME into that */
	uint64_t monotonic_ns;	 /* CLOCK_MONOTONIC: no clock is set by it */
	bool has_packets, has_opens;
	uint64_t packets_load_id, packets_loaded_ns;
	uint64_t opens_load_id, opens_loaded_ns;
	/* another one after load --replace, which keeps the id of the load */
	uint32_t packets_instance, opens_instance;
	struct packets_snapshot packets;
	struct opens_snapshot opens;
};

const char *packet_l3_name(unsigned int class); /* "ipv4", "ipv6", "arp", "other" */
const char *packet_l4_name(unsigned int class); /* "tcp", "udp", "icmp", "other" */

/* Adds the values of CPU_COUNT CPUs, as the kernel hands them out, to COUNTS. */
void packets_sum_cpus(const struct ebpfctl_interface_counts *per_cpu, size_t cpu_count,
		      struct packet_count counts[EBPFCTL_CLASSES]);
void sizes_sum_cpus(const struct ebpfctl_size_counts *per_cpu, size_t cpu_count,
		    struct size_histogram *sizes);
void opens_sum_cpus(const struct ebpfctl_open_counts *per_cpu, size_t cpu_count,
		    struct comm_count *count);

struct packet_count interface_total(const struct interface_snapshot *interface);
struct packet_count packets_total(const struct packets_snapshot *packets);

/* Of all comms and the others; the comm of the result is empty. */
struct comm_count opens_total(const struct opens_snapshot *opens);
/* All that is not shown under a comm of its own: the comms from `shown` on, and the
 * others. */
struct comm_count opens_rest(const struct opens_snapshot *opens);

void latency_sum_cpus(const struct ebpfctl_latency_counts *per_cpu, size_t cpu_count,
		      struct latency_histogram *latency);
void latencies_sort(struct opens_snapshot *opens);
/* That of COMM, or NULL; sorted before. */
const struct latency_histogram *latency_find(const struct opens_snapshot *opens,
					     const struct ebpfctl_comm *comm);
void latency_add(struct latency_histogram *sum, const struct latency_histogram *one);
void latency_subtract(struct latency_histogram *sum, const struct latency_histogram *one);
/* Of all comms; the comm of the result is empty. */
struct latency_histogram latency_total(const struct opens_snapshot *opens);
uint64_t latency_opens(const struct latency_histogram *latency); /* of all buckets */

/* Most opens first, then by comm; and `shown` becomes min(TOP, count). */
void opens_sort(struct opens_snapshot *opens, size_t top);
void packets_sort(struct packets_snapshot *packets);

/* A second one with arrays of its own. */
void snapshot_copy(struct snapshot *to, const struct snapshot *from);
void snapshot_release(struct snapshot *snapshot);

#endif
