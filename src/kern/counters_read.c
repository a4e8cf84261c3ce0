// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the counters that were opened: without rights. */
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "kern/counters.h"
#include "kern/map.h"

static int cannot_read(const char *map, struct error *error)
{
	return error_set_errno(error, errno, "cannot read the map '%s'", map);
}

static int read_sizes(const struct counters *counters, const struct packets_link *link,
		      struct interface_snapshot *interface, struct error *error)
{
	size_t cpu_count = map_cpu_count(error);
	struct ebpfctl_size_counts *per_cpu AUTO_FREE =
		memory_new(cpu_count, sizeof(*per_cpu));

	if (map_read(counters->sizes_fd, &link->slot, per_cpu))
		return cannot_read(EBPFCTL_SIZES_MAP, error);
	sizes_sum_cpus(per_cpu, cpu_count, &interface->sizes);
	interface->has_sizes = true;
	return 0;
}

static int read_interface(const struct counters *counters,
			  const struct packets_link *link,
			  struct ebpfctl_interface_counts *per_cpu, size_t cpu_count,
			  struct interface_snapshot *interface, struct error *error)
{
	if (map_read(counters->packet_counters_fd, &link->slot, per_cpu))
		return cannot_read(EBPFCTL_COUNTERS_MAP, error);
	memcpy(interface->ifname, link->record.ifname, sizeof(interface->ifname));
	interface->ifindex = link->record.ifindex;
	interface->mode = link->record.mode;
	interface->health = link->health;
	interface->attached_ns = link->record.attached_ns;
	packets_sum_cpus(per_cpu, cpu_count, interface->classes);
	return counters->sizes_fd < 0 ? 0 : read_sizes(counters, link, interface, error);
}

static int read_packets(const struct counters *counters, struct packets_snapshot *packets,
			struct error *error)
{
	size_t cpu_count = map_cpu_count(error);
	struct ebpfctl_interface_counts *per_cpu AUTO_FREE =
		memory_new(cpu_count, sizeof(*per_cpu));

	if (!cpu_count)
		return -1;
	packets->interfaces =
		memory_new(counters->links.count, sizeof(*packets->interfaces));
	packets->count = counters->links.count;
	for (size_t i = 0; i < packets->count; i++)
		if (read_interface(counters, &counters->links.links[i], per_cpu,
				   cpu_count, &packets->interfaces[i], error))
			return -1;
	packets_sort(packets);
	return 0;
}

#define COMMS_AT_ONCE 1024 /* more than one bucket of the kernel's hash ever has */

static void add_comms(struct opens_snapshot *opens, const struct ebpfctl_comm *comms,
		      const struct ebpfctl_open_counts *per_cpu, size_t cpu_count,
		      size_t count)
{
	opens->comms = memory_resize(opens->comms, opens->count + count + 1,
				     sizeof(*opens->comms));
	for (size_t i = 0; i < count; i++) {
		struct comm_count *one = &opens->comms[opens->count++];

		*one = (struct comm_count){.comm = comms[i]};
		opens_sum_cpus(&per_cpu[i * cpu_count], cpu_count, one);
	}
}

/* Comms are never removed, so walking by buckets neither repeats nor misses one. */
static int read_comms(int comms_fd, size_t cpu_count, struct opens_snapshot *opens,
		      struct error *error)
{
	struct ebpfctl_open_counts *per_cpu AUTO_FREE =
		memory_new(COMMS_AT_ONCE * cpu_count, sizeof(*per_cpu));
	struct ebpfctl_comm *comms AUTO_FREE = memory_new(COMMS_AT_ONCE, sizeof(*comms));
	uint32_t last, *previous = NULL;
	int more = 1;

	while (more > 0) {
		uint32_t count = COMMS_AT_ONCE;

		more = map_read_batch(comms_fd, previous, &last, comms, per_cpu, &count);
		if (more < 0)
			return cannot_read(EBPFCTL_COMMS_MAP, error);
		previous = &last;
		add_comms(opens, comms, per_cpu, cpu_count, count);
	}
	return 0;
}

#define LATENCIES_AT_ONCE 256

static int read_latencies(int latency_fd, size_t cpu_count, struct opens_snapshot *opens,
			  struct error *error)
{
	struct ebpfctl_latency_counts *per_cpu AUTO_FREE =
		memory_new(LATENCIES_AT_ONCE * cpu_count, sizeof(*per_cpu));
	struct ebpfctl_comm *comms AUTO_FREE =
		memory_new(LATENCIES_AT_ONCE, sizeof(*comms));
	uint32_t last, *previous = NULL;
	int more = 1;

	while (more > 0) {
		uint32_t count = LATENCIES_AT_ONCE;

		more = map_read_batch(latency_fd, previous, &last, comms, per_cpu,
				      &count);
		if (more < 0)
			return cannot_read(EBPFCTL_LATENCY_MAP, error);
		previous = &last;
		opens->latencies =
			memory_resize(opens->latencies, opens->latency_count + count + 1,
				      sizeof(*opens->latencies));
		for (size_t i = 0; i < count; i++) {
			struct latency_histogram *one =
				&opens->latencies[opens->latency_count++];

			*one = (struct latency_histogram){.comm = comms[i]};
			latency_sum_cpus(&per_cpu[i * cpu_count], cpu_count, one);
		}
	}
	latencies_sort(opens);
	opens->has_latency = true;
	return 0;
}

static int read_opens(const struct counters *counters, struct opens_snapshot *opens,
		      struct error *error)
{
	size_t cpu_count = map_cpu_count(error);
	struct ebpfctl_open_counts *per_cpu AUTO_FREE =
		memory_new(cpu_count, sizeof(*per_cpu));
	__u32 key = 0;

	if (!cpu_count)
		return -1;
	if (read_comms(counters->comms_fd, cpu_count, opens, error))
		return -1;
	if (map_read(counters->others_fd, &key, per_cpu))
		return cannot_read(EBPFCTL_OTHERS_MAP, error);
	opens_sum_cpus(per_cpu, cpu_count, &opens->others);
	if (counters->latency_fd >= 0 &&
	    read_latencies(counters->latency_fd, cpu_count, opens, error))
		return -1;
	memcpy(opens->via, counters->via, sizeof(opens->via));
	opens->is_missed_known = counters->is_missed_known;
	opens->missed = counters->missed;
	return 0;
}

int counters_read(const struct counters *counters, struct snapshot *ret_snapshot,
		  struct error *error)
{
	struct snapshot snapshot = {
		.time_ns = clock_now_ns(CLOCK_REALTIME),
		.boot_offset_ns = clock_boot_offset_ns(),
		.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC),
		.has_packets = counters->has_packets,
		.has_opens = counters->has_opens,
		.packets_load_id = counters->packets_load_id,
		.packets_loaded_ns = counters->packets_loaded_ns,
		.opens_load_id = counters->opens_load_id,
		.opens_loaded_ns = counters->opens_loaded_ns,
		.packets_instance = counters->packets_instance,
		.opens_instance = counters->opens_instance,
	};

	if ((snapshot.has_packets && read_packets(counters, &snapshot.packets, error)) ||
	    (snapshot.has_opens && read_opens(counters, &snapshot.opens, error))) {
		snapshot_release(&snapshot);
		return -1;
	}
	*ret_snapshot = snapshot;
	return 0;
}
