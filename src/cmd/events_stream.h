/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ebpfctl events` does with each event, and the sums at the end. */
#ifndef CMD_EVENTS_STREAM_H
#define CMD_EVENTS_STREAM_H

#include "cmd/events_options.h"

struct stream {
	const struct events_request *request;
	const struct writer *writer;
	struct strbuf lines; /* not written yet */
	uint64_t shown;
	uint64_t hidden;    /* did not match --path */
	struct tally tally; /* --count */
	bool has_command;
	struct tally opened, not_found; /* the paths, of a command that is run */
	int write_error; /* errno of the write that failed first; 0 when none did */
};

/* For a reader; the context is the stream. Events are written in large pieces. */
enum reader_sink_result stream_take(void *context, const struct open_event *event);
enum reader_sink_result stream_flush(void *context);

struct event_summary stream_sum_up(const struct stream *stream,
				   const struct reader *reader, enum reader_end end);

/*
 * Writes what stands at the end. A reader of our output that went away (EPIPE) is no
 * failure; a full disk is one. In both cases the sums go to stderr.
 */
int stream_finish(struct stream *stream, const struct event_summary *summary,
		  struct error *error);

void stream_release(struct stream *stream);

#endif
