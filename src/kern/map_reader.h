/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries of a map of an own probe, in batches. */
#ifndef KERN_MAP_READER_H
#define KERN_MAP_READER_H

#include "kern/own_maps.h"

/* Goes through the entries of a map once, in memory that does not grow with them. */
struct map_reader {
	const struct own_map *map;
	unsigned char *keys, *values;
	unsigned char *cursor; /* where the kernel goes on; NULL at the beginning */
	unsigned char *cursor_room;
	uint32_t capacity;
	uint64_t
		left; /* entries until it is enough: a map that changes could have no end */
	bool is_one_by_one; /* this map cannot be read in batches */
	bool is_over;
};

void map_reader_begin(struct map_reader *reader, const struct own_map *map);
/*
 * The next entries, valid until the next call; none at the end. One that is deleted meanwhile
 * may be there or not. Maps without entries (MAP_EVENTS, MAP_UNREADABLE) have none.
 */
int map_reader_next(struct map_reader *reader, struct map_batch *ret_batch,
		    struct error *error);
void map_reader_end(struct map_reader *reader);

#define AUTO_MAP_READER CLEANUP(map_reader_end)

#endif
