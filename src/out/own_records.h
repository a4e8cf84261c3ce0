/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of own probes, as lines of text and of JSON. */
#ifndef OUT_OWN_RECORDS_H
#define OUT_OWN_RECORDS_H

#include <stdio.h>

#include "base/strbuf.h"
#include "core/own_record.h"
#include "core/tally.h"
#include "core/value.h"

/* Zeroed at first but for AS and IS_JSON; record_writer_release(). */
struct record_writer {
	enum own_record_as as;
	bool is_json;
	uint64_t written;
	/* of text */
	const struct type *type; /* of the columns that the last heads were for */
	struct columns columns;
};

void record_writer_release(struct record_writer *writer);

/* Adds a line; TIME_NS since the epoch is when it was read. */
void record_writer_add(struct record_writer *writer, struct strbuf *lines,
		       const struct own_record *record, uint64_t time_ns);

/*
 * Adds what is counted of RECORD: the FIELD of a struct, or all of it where FIELD is NULL.
 * False where it has no such field.
 */
bool record_add_counted(enum own_record_as as, const struct own_record *record,
			const char *field, struct strbuf *text);

struct record_summary {
	uint64_t records;
	bool is_lost_known;
	uint64_t lost;
	const char *reason; /* "signal", "duration", "count", "unloaded", "closed" */
};

/* JSON: to STREAM; text: to STREAM as well, which is stderr. */
void record_write_summary(FILE *stream, bool is_json,
			  const struct record_summary *summary);

/* FIELD is NULL where all of a record was counted. */
void record_write_counts(FILE *stream, bool is_json, const char *field,
			 const struct tally *tally);

#endif
