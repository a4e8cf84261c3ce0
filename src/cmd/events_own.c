// SPDX-License-Identifier: GPL-2.0-or-later
/* `ebpfctl events` of an own probe. */
#include "cmd/events_own.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "cmd/stop.h"
#include "kern/record_reader.h"
#include "kern/sandbox.h"
#include "out/own_records.h"

#define OUTPUT_BYTES (128 << 10) /* written at once, while records keep coming */

struct own_stream {
	const struct events_request *request;
	struct record_writer writer;
	struct strbuf lines; /* not written yet */
	struct tally tally;  /* --count */
	uint64_t taken;
	size_t unknown_size;	/* of a record whose type is not known; 0: none was */
	uint64_t without_field; /* --count=FIELD: records that have none of that name */
	int write_error;
};

static enum reader_sink_result flush(void *context)
{
	struct own_stream *stream = context;

	writer_flush(&stream->lines, stdout);
	if (ferror(stdout) && !stream->write_error)
		stream->write_error = errno;
	return stream->write_error ? SINK_CLOSED : SINK_MORE;
}

static void count(struct own_stream *stream, const struct own_record *record)
{
	struct strbuf text AUTO_STRBUF = {0};

	if (record_add_counted(stream->request->as, record, stream->request->count_field,
			       &text))
		tally_add(&stream->tally, strbuf_text(&text), text.length);
	else
		stream->without_field++;
}

static enum reader_sink_result take(void *context, const struct own_record *record)
{
	struct own_stream *stream = context;
	const struct events_request *request = stream->request;

	if (!record->type && !stream->unknown_size)
		stream->unknown_size = record->size;
	if (request->is_counting)
		count(stream, record);
	else
		record_writer_add(&stream->writer, &stream->lines, record,
				  clock_now_ns(CLOCK_REALTIME));
	if ((request->is_line_buffered || stream->lines.length >= OUTPUT_BYTES) &&
	    flush(stream) == SINK_CLOSED)
		return SINK_CLOSED;
	return ++stream->taken == request->count ? SINK_ENOUGH : SINK_MORE;
}

/* Clang leaves a type out of the BTF where only the stack has it. */
static void hint_type(const struct own_stream *stream)
{
	if (stream->unknown_size && stream->request->as == RECORD_AS_STRUCT)
		log_hint("records of %zu bytes are of no known type: --type STRUCT, or "
			 "in the source 'const struct STRUCT *unused;'",
			 stream->unknown_size);
}

static void write_end(struct own_stream *stream, const struct record_reader *events,
		      enum reader_end end)
{
	const struct events_request *request = stream->request;
	struct record_summary summary = {
		.records = stream->taken,
		.reason = reader_end_name(end),
	};

	summary.is_lost_known = record_reader_lost(events, &summary.lost);
	if (flush(stream) == SINK_MORE && request->is_counting)
		record_write_counts(stdout, request->is_json, request->count_field,
				    &stream->tally);
	fflush(stdout);
	if (flush(stream) == SINK_CLOSED)
		record_write_summary(stderr, false, &summary);
	else if (request->is_json || log_level() != LOG_LEVEL_QUIET)
		record_write_summary(request->is_json ? stdout : stderr, request->is_json,
				     &summary);
	fflush(stdout);
	flush(stream);
	hint_type(stream);
	clearerr(stdout);
}

static enum outcome not_loaded(const char *probe, const struct record_reader *events,
			       struct error *error)
{
	if (!record_reader_is_replaced(events)) {
		error_set(error, ERROR_NOT_LOADED, "%s was unloaded", probe);
		return OUTCOME_NOT_LOADED;
	}
	error_set(error, ERROR_NOT_LOADED,
		  "%s was replaced, and what it sends goes to another buffer now", probe);
	error_hint(error, "ebpfctl events %s", probe);
	return OUTCOME_NOT_LOADED;
}

static enum outcome outcome_of(const struct own_stream *stream, const char *probe,
			       const struct record_reader *events, enum reader_end end,
			       struct error *error)
{
	uint64_t lost;

	if (stream->write_error && stream->write_error != EPIPE) {
		error_set_errno(error, stream->write_error, "cannot write the events");
		return OUTCOME_FAILED;
	}
	if (end == READER_UNLOADED)
		return not_loaded(probe, events, error);
	if (stream->without_field) {
		error_set(error, ERROR_FAILED,
			  "cannot count '%s': %" PRIu64 " events have no such field",
			  stream->request->count_field, stream->without_field);
		return OUTCOME_FAILED;
	}
	return stream->request->is_strict && record_reader_lost(events, &lost) && lost ?
		       OUTCOME_FAILED :
		       OUTCOME_DONE;
}

static enum outcome run_stream(const struct events_request *request, const char *probe,
			       struct record_reader *events, int stop_fd,
			       struct error *error)
{
	struct own_stream stream = {
		.request = request,
		.writer = {.as = request->as, .is_json = request->is_json},
	};
	const struct record_sink sink = {take, flush, &stream};
	const struct reader_limits limits = {
		.stop = &stop_requested,
		.stop_fd = stop_fd,
		.deadline_ns = request->duration_ns ? clock_now_ns(CLOCK_MONOTONIC) +
							      request->duration_ns :
						      0,
	};
	enum reader_end end = record_reader_run(events, &limits, &sink);
	enum outcome outcome;

	write_end(&stream, events, end);
	outcome = outcome_of(&stream, probe, events, end, error);
	strbuf_release(&stream.lines);
	tally_release(&stream.tally);
	record_writer_release(&stream.writer);
	return outcome;
}

enum outcome events_own(const struct globals *globals, struct events_request *request,
			const char *probe, struct error *error)
{
	const struct record_wishes wishes = {
		.map = request->map,
		.type = request->type,
		.ring_bytes = request->wishes.ring_bytes,
	};
	struct record_reader *events AUTO_RECORD_READER = NULL;
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	int stop_fd;

	if (stop_catch_signals(&stop_fd, error) ||
	    pins_open(globals->bpffs, &pins, error) ||
	    record_reader_open(&pins, probe, &wishes, &events, error) ||
	    sandbox_enter(false, error))
		return command_fail(error);
	return run_stream(request, probe, events, stop_fd, error);
}
