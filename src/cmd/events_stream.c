// SPDX-License-Identifier: GPL-2.0-or-later
/* What `ebpfctl events` does with each event, and the sums at the end. */
#include "cmd/events_stream.h"

#include <fnmatch.h>

#include "base/log.h"

#define OUTPUT_BYTES (128 << 10) /* written at once, while events keep coming */

/* Whether what was written could be: errno is gone by the time when the stream ends. */
static bool is_writable(struct stream *stream)
{
	if (ferror(stdout) && !stream->write_error)
		stream->write_error = errno;
	return !stream->write_error;
}

void stream_release(struct stream *stream)
{
	strbuf_release(&stream->lines);
	tally_release(&stream->tally);
	tally_release(&stream->opened);
	tally_release(&stream->not_found);
}

/* In user space, on top of the filters in the kernel: what the column would show. */
static bool matches_glob(const struct stream *stream, const struct open_event *event)
{
	struct strbuf path AUTO_STRBUF = {0};

	if (!stream->request->path_glob)
		return true;
	if (!event->is_path_known)
		return false;
	if (!stream->request->format.is_full_path || !writer_add_full_path(&path, event))
		strbuf_add_bytes(&path, event->path, event->path_length);
	return !fnmatch(stream->request->path_glob, strbuf_text(&path), 0);
}

static void tally(struct stream *stream, const struct open_event *event)
{
	struct strbuf value AUTO_STRBUF = {0};

	writer_add_field(&value, stream->request->counted, &stream->request->format,
			 event);
	tally_add(&stream->tally, strbuf_text(&value), value.length);
}

static void note_file(struct stream *stream, const struct open_event *event)
{
	if (!event->is_path_known || (event->error && event->error != ENOENT))
		return;
	tally_add(event->error ? &stream->not_found : &stream->opened, event->path,
		  event->path_length);
}

enum reader_sink_result stream_flush(void *context)
{
	struct stream *stream = context;

	writer_flush(&stream->lines, stdout);
	return is_writable(stream) ? SINK_MORE : SINK_CLOSED;
}

static bool is_flush_due(const struct stream *stream)
{
	return stream->request->is_line_buffered || stream->lines.length >= OUTPUT_BYTES;
}

enum reader_sink_result stream_take(void *context, const struct open_event *event)
{
	struct stream *stream = context;

	if (!matches_glob(stream, event)) {
		stream->hidden++;
		return SINK_MORE;
	}
	if (stream->has_command)
		note_file(stream, event);
	if (stream->request->is_counting)
		tally(stream, event);
	else
		stream->writer->event(&stream->lines, &stream->request->format, event);
	if (is_flush_due(stream) && stream_flush(stream) == SINK_CLOSED)
		return SINK_CLOSED;
	stream->shown++;
	return stream->shown == stream->request->count ? SINK_ENOUGH : SINK_MORE;
}

struct event_summary stream_sum_up(const struct stream *stream,
				   const struct reader *reader, enum reader_end end)
{
	struct event_summary summary = {.reason = reader_end_name(end),
					.shown = stream->shown,
					.hidden = stream->hidden,
					.has_files = stream->has_command,
					.opened = stream->opened.size,
					.not_found = stream->not_found.size};
	uint64_t passed = reader_passed(reader);

	summary.has_books = !reader_read_books(reader, &summary.books);
	if (end != READER_COUNT && end != READER_CLOSED &&
	    summary.books.delivered > passed)
		summary.unread = summary.books.delivered - passed;
	return summary;
}

int stream_finish(struct stream *stream, const struct event_summary *summary,
		  struct error *error)
{
	bool is_silent = log_level() == LOG_LEVEL_QUIET && !stream->request->is_json;

	stream_flush(stream);
	if (is_writable(stream) && stream->request->is_counting)
		stream->writer->counts(stdout, stream->request->counted, &stream->tally);
	if (is_writable(stream) && !is_silent)
		stream->writer->events_end(stdout, summary);
	fflush(stdout);
	if (is_writable(stream))
		return 0;
	writer_print_sums(stderr, summary);
	clearerr(stdout);
	if (stream->write_error == EPIPE)
		return 0;
	return error_set_errno(error, stream->write_error, "cannot write the events");
}
