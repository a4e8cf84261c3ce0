/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Maps of own probes as plain data: what is known of one, and its entries in batches, as one
 * may have millions of them.
 */
#ifndef CORE_MAP_VIEW_H
#define CORE_MAP_VIEW_H

#include "core/probe_name.h"
#include "core/symbols.h"
#include "core/value.h"

enum map_shape {
	MAP_ENTRIES,	/* keys and values */
	MAP_VARIABLES,	/* one value: the variables of a section */
	MAP_NEXT,	/* a queue or stack: the value that would be taken next */
	MAP_STACKS,	/* stack traces by their id */
	MAP_OF_MAPS,	/* keys and other maps */
	MAP_EVENTS,	/* a stream, which `ebpfctl events` reads */
	MAP_UNREADABLE, /* nobody but programs can read it */
};

struct map_view {
	char *name;	  /* owned; as in its source; sections begin with a dot */
	const char *type; /* "hash", ... */
	enum map_shape shape;
	uint32_t id; /* the kernel's */
	uint32_t max_entries;
	uint32_t key_size, value_size;
	bool has_build_ids;	/* MAP_STACKS: of files, no addresses */
	const struct type *key; /* NULL: there are no keys */
	const struct type *value;
	bool is_per_cpu;
	size_t cpu_count;	/* 1 where it is not per CPU */
	size_t stride;		/* bytes of a value on one CPU */
	struct map_view *inner; /* MAP_OF_MAPS: those that could be opened; owned */
	size_t inner_count;
};

struct map_batch {
	const unsigned char *keys;   /* key_size bytes each */
	const unsigned char *values; /* stride bytes for each CPU */
	size_t count;
	/* RATE_COUNT for each entry, of the numbers in its value, in their order: per second, NaN
	 * where it was not there before; NULL where nobody watches */
	const double *rates;
	size_t rate_count;
};

void map_view_release(struct map_view *view); /* with all in it */

struct value map_batch_key(const struct map_view *view, const struct map_batch *batch,
			   size_t index);
struct value map_batch_value(const struct map_view *view, const struct map_batch *batch,
			     size_t index);

/* MAP_STACKS: how many addresses a stack has room for, and one of them; 0 behind the last. */
size_t map_view_frames(const struct map_view *view);
uint64_t map_view_frame(const struct value *stack, size_t index);

/* MAP_OF_MAPS: the id of the map in entry INDEX. */
uint32_t map_view_inner_id(const struct map_view *view, const struct map_batch *batch,
			   size_t index);

/* The inner map of that id; NULL where it could not be opened. */
const struct map_view *map_view_inner(const struct map_view *view, uint32_t id);

/* An own probe. */
struct own_view {
	char name[PROBE_NAME_MAX + 1];
	uint64_t load_id;
	uint64_t loaded_ns;    /* since the epoch */
	struct map_view *maps; /* owned */
	size_t count;
	bool is_partial;	/* maps that this caller may not open are left out */
	struct symbols symbols; /* of the kernel; only where there are stack traces */
	struct types types;	/* that all views share */
};

void own_view_release(struct own_view *view);

#endif
