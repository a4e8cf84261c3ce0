/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of the counters between snapshots: rates since the last one, and what was
 * counted since the first. Two loads of a probe are never compared; neither are two
 * attachments of an interface, nor a counter that has become smaller.
 */
#ifndef CORE_RATES_H
#define CORE_RATES_H

#include "core/snapshot.h"

/* What became of a probe since the first snapshot; the last thing that did. */
enum probe_change {
	CHANGE_NONE,
	CHANGE_LOADED,	 /* it was not there before */
	CHANGE_RELOADED, /* unloaded, and loaded again: its counters began again */
	CHANGE_REPLACED, /* by load --replace: its counters go on */
	CHANGE_UNLOADED,
};

/* Two counters that belong together: packets and bytes, or opens and failed ones. */
enum flow_counter {
	FLOW_FIRST,
	FLOW_SECOND,
	FLOW_COUNTERS,
};

struct flow {
	uint64_t total[FLOW_COUNTERS];	  /* since it was loaded */
	uint64_t watched[FLOW_COUNTERS];  /* since the first snapshot, or since then */
	double per_second[FLOW_COUNTERS]; /* since the last snapshot, if has_rate */
	bool has_rate;
};

/* One interface or comm of the newest snapshot. */
struct flow_row {
	size_t index; /* in its array there */
	struct flow flow;
};

struct probe_rates {
	bool is_there;
	enum probe_change change;
	bool has_just_changed; /* since the last snapshot */
	uint64_t changed_ns;   /* when it was seen, since the epoch */
	struct flow_row *rows; /* highest rate first, then highest total; by `first` */
	size_t count;
	size_t capacity;
	struct flow others; /* opens: what has no comm of its own */
	struct flow total;
};

struct rates {
	struct snapshot base, previous, now; /* owned; comms by name */
	uint64_t elapsed_ns;		     /* between the last two; 0 for the first */
	uint64_t watched_ns;		     /* since the first */
	struct probe_rates packets, opens;
};

/* The first snapshot, or the next one, which becomes that of RATES. */
void rates_begin(struct rates *rates, struct snapshot *snapshot);
void rates_step(struct rates *rates, struct snapshot *snapshot);

/* The sum of the rows from SHOWN on, and of `others`. */
struct flow probe_rates_rest(const struct probe_rates *probe, size_t shown);

/* "none", "loaded", "reloaded", "replaced", "unloaded". */
const char *probe_change_name(enum probe_change change);

void rates_release(struct rates *rates);

#endif
