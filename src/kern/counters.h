/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the counters, in two steps: everything is opened while there are rights, and
 * read when they are gone.
 */
#ifndef KERN_COUNTERS_H
#define KERN_COUNTERS_H

#include "core/snapshot.h"
#include "kern/packets.h"
#include "kern/pins.h"

struct counters {
	bool has_packets, has_opens;
	uint64_t packets_load_id, packets_loaded_ns;
	uint64_t opens_load_id, opens_loaded_ns;
	uint32_t packets_instance, opens_instance;
	int packet_counters_fd;
	int sizes_fd; /* -1 without --sizes */
	struct packets_links links;
	int comms_fd, others_fd;
	int latency_fd; /* -1 without --latency */
	char via[EBPFCTL_VIA_LEN + 1];
	bool is_missed_known;
	uint64_t missed;
};

/* Opens what PROBE (a built-in one) counts in; -1 with ERROR_NOT_LOADED where it is not.
 */
int counters_open(const struct pins *pins, const char *probe, struct counters *counters,
		  struct error *error);
void counters_init(struct counters *counters);
void counters_close(struct counters *counters);

#define AUTO_COUNTERS CLEANUP(counters_close)

/* Reads all that is open. The caller releases the snapshot. */
int counters_read(const struct counters *counters, struct snapshot *ret_snapshot,
		  struct error *error);

#endif
