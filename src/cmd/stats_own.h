/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ebpfctl stats` does with own probes. */
#ifndef CMD_STATS_OWN_H
#define CMD_STATS_OWN_H

#include "cmd/stats_options.h"
#include "core/snapshot.h"
#include "kern/own_maps.h"
#include "kern/pins.h"

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

#endif
