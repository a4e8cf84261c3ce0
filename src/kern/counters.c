// SPDX-License-Identifier: GPL-2.0-or-later
/* Opening the counters: while there are rights. */
#include "kern/counters.h"

#include <string.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/map.h"
#include "kern/missed.h"
#include "kern/opens.h"
#include "kern/probe.h"
#include "kern/routes.h"

void counters_init(struct counters *counters)
{
	*counters = (struct counters){
		.packet_counters_fd = -1,
		.sizes_fd = -1,
		.comms_fd = -1,
		.others_fd = -1,
		.latency_fd = -1,
	};
}

static void close_map(int *fd)
{
	cleanup_close(fd);
	*fd = -1;
}

static void close_packets(struct counters *counters)
{
	close_map(&counters->packet_counters_fd);
	close_map(&counters->sizes_fd);
	packets_links_release(&counters->links);
	counters->has_packets = false;
}

static void close_opens(struct counters *counters)
{
	close_map(&counters->comms_fd);
	close_map(&counters->others_fd);
	close_map(&counters->latency_fd);
	counters->has_opens = false;
}

void counters_close(struct counters *counters)
{
	close_packets(counters);
	close_opens(counters);
	counters_init(counters);
}

static int open_packets(const struct pins *pins, struct counters *counters,
			struct error *error)
{
	int interfaces AUTO_CLOSE = -1;
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (probe_open(pins, "read", PROBE_PACKETS, &path, &meta, error) ||
	    map_open(path, &packets_counters_spec, HANDLE_READ,
		     &counters->packet_counters_fd, error) ||
	    map_open(path, &packets_interfaces_spec, HANDLE_READ, &interfaces, error) ||
	    packets_read_links(path, interfaces, &counters->links, error))
		return -1;
	if (packets_has_sizes(path) &&
	    map_open(path, &packets_sizes_spec, HANDLE_READ, &counters->sizes_fd, error))
		return -1;
	counters->has_packets = true;
	counters->packets_load_id = meta.load_id;
	counters->packets_loaded_ns = meta.loaded_ns;
	counters->packets_instance = meta.map_id;
	return 0;
}

static int open_opens(const struct pins *pins, struct counters *counters,
		      struct error *error)
{
	char *path AUTO_FREE = NULL;
	const struct route *route;
	struct meta meta;

	if (probe_open(pins, "read", PROBE_OPENS, &path, &meta, error) ||
	    map_open(path, &opens_comms_spec, HANDLE_READ, &counters->comms_fd, error) ||
	    map_open(path, &opens_others_spec, HANDLE_READ, &counters->others_fd, error))
		return -1;
	if (opens_has_latency(path) && map_open(path, &opens_latency_spec, HANDLE_READ,
						&counters->latency_fd, error))
		return -1;
	counters->has_opens = true;
	counters->opens_load_id = meta.load_id;
	counters->opens_loaded_ns = meta.loaded_ns;
	counters->opens_instance = meta.map_id;
	memcpy(counters->via, meta.via, sizeof(counters->via));
	route = route_find(counters->via);
	counters->is_missed_known = route && missed_read(path, route, &counters->missed);
	return 0;
}

static int open_probe(const struct pins *pins, const char *probe,
		      struct counters *counters, struct error *error)
{
	if (!strcmp(probe, PROBE_PACKETS)) {
		close_packets(counters);
		return open_packets(pins, counters, error);
	}
	if (strcmp(probe, PROBE_OPENS))
		return probe_not_loaded("read", probe, error);
	close_opens(counters);
	return open_opens(pins, counters, error);
}

/* As long as no interface is being taken away. */
static bool looks_whole(const struct counters *counters)
{
	for (size_t i = 0; i < counters->links.count; i++)
		if (!link_health_is_in_place(counters->links.links[i].health))
			return false;
	return true;
}

int counters_open(const struct pins *pins, const char *probe, struct counters *counters,
		  struct error *error)
{
	char *place AUTO_FREE = pins_path(pins->base, NULL, probe);
	struct pins_reading reading = pins_reading_of(place);
	int status;

	if (!map_cpu_count(error))
		return -1;
	do {
		error_clear(error);
		status = open_probe(pins, probe, counters, error);
	} while (pins_reading_again(&reading, !status && looks_whole(counters)));
	return status;
}
