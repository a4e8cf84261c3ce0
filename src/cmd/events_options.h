/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of `ebpfctl events`. */
#ifndef CMD_EVENTS_OPTIONS_H
#define CMD_EVENTS_OPTIONS_H

#include "cmd/command.h"
#include "core/own_record.h"
#include "kern/reader.h"
#include "out/writer.h"

struct events_request {
	struct reader_wishes wishes;
	struct event_format format;
	uint64_t duration_ns;  /* 0: until a signal */
	uint64_t count;	       /* 0: no limit */
	const char *path_glob; /* NULL for none */
	bool has_columns;      /* -O */
	bool has_time, has_uid, has_flags;
	bool is_failed_only;
	bool is_counting;	  /* --count */
	const char *count_field;  /* NULL: not given */
	enum event_field counted; /* of opens */
	bool is_line_buffered;
	bool is_strict;
	bool is_json;
	/* of own probes */
	const char *map, *type; /* NULL: not given */
	enum own_record_as as;
	bool has_as;
};

extern const struct option_row events_options[];

/*
 * What follows from the options together: columns, defaults. PROBE is whose events they are;
 * what is of another kind of probe is ERROR_USAGE.
 */
int events_request_complete(struct events_request *request, const char *probe,
			    struct error *error);

#endif
