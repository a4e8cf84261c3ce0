/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ebpfctl stats` does with own probes. */
#ifndef CMD_STATS_OWN_H
#define CMD_STATS_OWN_H

#include "cmd/stats_options.h"
#include "core/snapshot.h"
#include "core/map_rates.h"
#include "kern/own_maps.h"
#include "kern/pins.h"
#include "out/own_page.h"

struct own_probes {
	struct own_probe *probes; /* owned */
	size_t count;
};

/* Opens those among NAMES that are not built in; each has to be loaded. */
int stats_own_open(const struct pins *pins, const char *const *names,
		   const struct stats_request *request, struct own_probes *ret_probes,
		   struct error *error);
void stats_own_close(struct own_probes *probes);

#define AUTO_OWN_PROBES CLEANUP(stats_own_close)

/*
 * Writes their maps, behind SNAPSHOT where it is not NULL. What could not be read is said in
 * its place, and is a failure at the end.
 */
int stats_own_show(const struct stats_request *request, const struct own_probes *probes,
		   const struct snapshot *snapshot, struct error *error);

/* What is being written; the next three are for --watch alone. */
struct own_show {
	const struct stats_request *request;
	const struct own_writer *writer;
	struct own_page page;
	struct map_rates *rates; /* of the map that is written; NULL without */
	uint64_t now_ns;	 /* CLOCK_MONOTONIC */
	uint64_t limit;		 /* entries of each map */
	bool collects;		 /* into the page, and nothing is written out */
	bool is_complete;
};

/* The caller releases the page. */
struct own_show stats_own_begin(const struct stats_request *request);

/* RATES is one for each map; NULL without. */
void stats_own_write_probe(struct own_show *show, const struct own_probe *probe,
			   struct map_rates *const *rates);

#endif
