/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the records of own probes, out of ring buffers and perf event arrays. Such a map
 * has room for one reader: two would share the records between them, so a second one is
 * refused.
 */
#ifndef KERN_RECORD_READER_H
#define KERN_RECORD_READER_H

#include "core/own_record.h"
#include "kern/reader.h"

struct record_wishes {
	const char *map;     /* NULL: all */
	const char *type;    /* NULL: as the records fit */
	uint32_t ring_bytes; /* of a perf buffer, for each CPU: a power of two */
};

struct record_sink {
	enum reader_sink_result (*take)(void *context, const struct own_record *record);
	enum reader_sink_result (*idle)(void *context);
	void *context;
};

struct record_reader; /* the caller releases it: record_reader_free(), which takes NULL */

/* After it no right is needed any more. -1 with ERROR_USAGE where there is nothing to read. */
int record_reader_open(const struct pins *pins, const char *probe,
		       const struct record_wishes *wishes,
		       struct record_reader **ret_events, struct error *error);
void record_reader_free(struct record_reader **events);

#define AUTO_RECORD_READER CLEANUP(record_reader_free)

/* Hands records to the sink until one of the ends comes; READER_LOST is none of them. */
enum reader_end record_reader_run(struct record_reader *events,
				  const struct reader_limits *limits,
				  const struct record_sink *sink);

/*
 * Records that found no room, as far as the kernel tells: of perf event arrays; of ring
 * buffers the program alone knows. False where there are none but these.
 */
bool record_reader_lost(const struct record_reader *events, uint64_t *ret_lost);

/* At the end READER_UNLOADED: the probe is there, but another one that sends elsewhere. */
bool record_reader_is_replaced(const struct record_reader *events);

#endif
