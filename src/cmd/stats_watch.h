/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `ebpfctl stats --watch`: the counters again and again, with their rates. */
#ifndef CMD_STATS_WATCH_H
#define CMD_STATS_WATCH_H

#include <stdint.h>

#include "cmd/probes.h"
#include "core/snapshot.h"
#include "out/writer.h"

struct stats_watch {
	const char *bpffs;
	const struct probe_choice *choice;
	const struct writer *writer;
	uint64_t interval_ns;
	uint64_t count;	   /* intervals; 0 for no end */
	size_t top;	   /* comms, at most */
	bool draws_screen; /* in place, on a terminal */
	int stop_fd;	   /* of stop_catch_signals() */
};

/*
 * Goes on from FIRST, which becomes its own, until a signal, the last interval, or an end
 * of its output. Rights may be given up before: what is pinned is opened again each time,
 * as its owner or its group, so that one sees what became of it.
 */
int stats_watch_run(const struct stats_watch *watch, struct snapshot *first,
		    struct error *error);

#endif
