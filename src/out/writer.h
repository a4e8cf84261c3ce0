/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that goes to standard output goes through a writer: one for people, one for
 * programs. A writer shows data that it is given; it asks nobody. Failures to write are
 * found by the caller, with ferror(3).
 */
#ifndef OUT_WRITER_H
#define OUT_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/strbuf.h"
#include "core/change.h"
#include "core/event.h"
#include "core/field.h"
#include "core/finding.h"
#include "core/hook.h"
#include "core/inventory.h"
#include "core/rates.h"
#include "core/result.h"
#include "core/snapshot.h"
#include "core/tally.h"

/* How events are shown; the text writer alone looks at the columns. */
struct event_format {
	struct field_list columns;
	bool is_full_path;	 /* -F: directories in front of relative paths */
	uint64_t boot_offset_ns; /* what turns CLOCK_BOOTTIME into time since the epoch */
	const char *via;
};

/* How a stream of events ended. */
struct event_summary {
	const char
		*reason; /* "signal", "duration", "count", "unloaded", "closed", "lost" */
	bool has_books;
	struct reader_books books;
	uint64_t shown;	 /* events that were written */
	uint64_t unread; /* delivered, but not read before the end */
	uint64_t hidden; /* read, but not shown: filtered here, by --path */
	bool has_files;	 /* of a command that was run: how many paths it opened, */
	uint64_t opened, not_found; /* and looked for and did not find */
};

/* How much of what is watched is shown; the JSON writer looks at TOP alone. */
struct watch_view {
	size_t top;	      /* comms, at most */
	size_t columns, rows; /* of the screen that is drawn on; 0: a block of text */
	bool is_first;	      /* of the screens */
	uint64_t interval_ns;
};

struct writer {
	void (*load)(FILE *stream, const struct load_report *report);
	void (*unload)(FILE *stream, const struct unload_report *report);
	void (*apply)(FILE *stream, const struct change_report *report);
	void (*stats)(FILE *stream, const struct snapshot *snapshot);
	void (*watch)(FILE *stream, const struct rates *rates,
		      const struct watch_view *view);
	void (*list)(FILE *stream, const struct inventory *inventory);
	void (*check)(FILE *stream, const struct findings *findings);
	void (*hooks)(FILE *stream, const struct hooks *hooks);
	void (*events_begin)(FILE *stream, const struct event_format *format);
	/* adds a line, for writer_flush(): events come too fast for a write each */
	void (*event)(struct strbuf *lines, const struct event_format *format,
		      const struct open_event *event);
	/* --count: how often each value of FIELD came */
	void (*counts)(FILE *stream, enum event_field field, const struct tally *tally);
	void (*events_end)(FILE *stream, const struct event_summary *summary);
};

extern const struct writer writer_text; /* its events_end writes to stderr */
extern const struct writer writer_json;

/* What monitoring asks for. */
struct prometheus_wishes {
	bool packets, opens; /* the probes, loaded or not */
	bool is_by_comm;     /* of opens: those shown, and the rest as "(others)" */
};

/* The counters in Prometheus' text format 0.0.4. */
void writer_prometheus_stats(FILE *stream, const struct prometheus_wishes *wishes,
			     const struct snapshot *snapshot);

/* Draws TEXT over what was drawn last, and empties it. */
void writer_draw(struct strbuf *text, const struct watch_view *view, FILE *stream);

/* Writes LINES out, and empties it. */
void writer_flush(struct strbuf *lines, FILE *stream);

/* Adds the value of one field, as text: what a column shows, and what is counted. */
void writer_add_field(struct strbuf *text, enum event_field field,
		      const struct event_format *format, const struct open_event *event);

/*
 * Adds the path with its directory in front; false, with nothing added, where that is not
 * known. Not escaped.
 */
bool writer_add_full_path(struct strbuf *path, const struct open_event *event);

/* The line of sums that stands below a stream: "N events, N lost, N filtered". */
void writer_print_sums(FILE *stream, const struct event_summary *summary);

/* Events that the reader did not get although they matched. */
uint64_t event_summary_lost(const struct event_summary *summary);

#endif
