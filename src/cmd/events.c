// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl events [PROBE] */
#include <fnmatch.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "cmd/child.h"
#include "cmd/events_options.h"
#include "cmd/probes.h"
#include "cmd/stop.h"
#include "core/filter.h"
#include "kern/privs.h"
#include "kern/reader.h"
#include "out/writer.h"

#define OUTPUT_BUFFER (256 << 10)

struct stream {
	const struct events_request *request;
	const struct writer *writer;
	uint64_t shown;
	uint64_t hidden;    /* did not match --path */
	struct tally tally; /* --count */
	bool has_command;
	struct tally opened, not_found; /* the paths, of a command that is run */
	int write_error; /* errno of the write that failed first; 0 when none did */
};

/* Whether what was written could be: errno is gone by the time when the stream ends. */
static bool is_writable(struct stream *stream)
{
	if (ferror(stdout) && !stream->write_error)
		stream->write_error = errno;
	return !stream->write_error;
}

static void stream_release(struct stream *stream)
{
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

static enum reader_sink_result take(void *context, const struct open_event *event)
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
		stream->writer->event(stdout, &stream->request->format, event);
	if (stream->request->is_line_buffered)
		fflush(stdout);
	if (!is_writable(stream))
		return SINK_CLOSED;
	stream->shown++;
	return stream->shown == stream->request->count ? SINK_ENOUGH : SINK_MORE;
}

static enum reader_sink_result flush(void *context)
{
	fflush(stdout);
	return is_writable(context) ? SINK_MORE : SINK_CLOSED;
}

static const char *reason_name(enum reader_end end)
{
	static const char *const names[] = {
		[READER_STOPPED] = "signal",	[READER_DURATION] = "duration",
		[READER_COUNT] = "count",	[READER_CLOSED] = "closed",
		[READER_UNLOADED] = "unloaded", [READER_LOST] = "lost",
	};

	return names[end];
}

static struct event_summary sum_up(const struct reader *reader, enum reader_end end,
				   const struct stream *stream)
{
	struct event_summary summary = {.reason = reason_name(end),
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

/* One that reads us and went away (EPIPE) is no failure of ours; a full disk is. */
static int finish_output(struct stream *stream, const struct event_summary *summary,
			 struct error *error)
{
	bool is_silent = log_level() == LOG_LEVEL_QUIET && !stream->request->is_json;

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

static enum outcome outcome_of(enum reader_end end, const struct events_request *request,
			       const struct event_summary *summary, struct error *error)
{
	if (end == READER_UNLOADED) {
		error_set(error, ERROR_NOT_LOADED, "opens was unloaded");
		return OUTCOME_NOT_LOADED;
	}
	if (end == READER_LOST) {
		error_set(
			error, ERROR_FAILED,
			"another reader took this one's place: it had not run for too long");
		return OUTCOME_FAILED;
	}
	return request->is_strict && event_summary_lost(summary) ? OUTCOME_FAILED :
								   OUTCOME_DONE;
}

static enum outcome stream_events(struct reader *reader, struct pins *pins,
				  struct events_request *request, struct child *child,
				  int stop_fd, struct error *error)
{
	struct stream stream CLEANUP(stream_release) = {
		.request = request,
		.writer = request->is_json ? &writer_json : &writer_text,
	};
	const struct reader_sink sink = {take, flush, &stream};
	const struct reader_limits limits = {
		.stop = &stop_requested,
		.stop_fd = stop_fd,
		.deadline_ns = request->duration_ns ? clock_now_ns(CLOCK_MONOTONIC) +
							      request->duration_ns :
						      0,
	};
	struct event_summary summary;
	enum reader_end end;

	stream.has_command = child->pid;
	request->format.boot_offset_ns = clock_boot_offset_ns();
	request->format.via = reader_via(reader);
	if (!request->is_counting)
		stream.writer->events_begin(stdout, &request->format);
	child_go(child);
	end = flush(&stream) == SINK_MORE ? reader_run(reader, &limits, &sink) :
					    READER_CLOSED;
	reader_finish(reader, pins);
	child_wait(child, end == READER_STOPPED);
	summary = sum_up(reader, end, &stream);
	if (finish_output(&stream, &summary, error))
		return OUTCOME_FAILED;
	return outcome_of(end, request, &summary, error);
}

/* The operands before `--` alone: a copy that ends there; owned by the caller. */
static const char **plain_operands(const struct globals *globals,
				   const char *const *operands)
{
	const char **plain = memory_new(globals->plain_operands + 1, sizeof(*plain));

	memcpy(plain, operands, globals->plain_operands * sizeof(*plain));
	return plain;
}

static int check_probe(const struct globals *globals, const char *const *operands,
		       struct error *error)
{
	const char **plain AUTO_FREE =
		globals->has_dashes ? plain_operands(globals, operands) : NULL;

	if (plain)
		operands = plain;
	if (!*operands)
		return 0;
	if (probe_name_check("read", operands[0], error) ||
	    command_refuse_operands(operands + 1, error))
		return -1;
	if (strcmp(operands[0], PROBE_OPENS))
		return error_set(error, ERROR_USAGE, "cannot read '%s': it has no events",
				 operands[0]);
	return 0;
}

/* Forked before rights are given up: the command has those of the caller. */
static int start_command(const char *const *words, struct events_request *events,
			 struct child *ret_child, struct error *error)
{
	if (!*words)
		return error_set(error, ERROR_USAGE, "'--' needs a command behind it");
	if (!reader_is_in_initial_pidns())
		return error_set(error, ERROR_FAILED,
				 "cannot follow '%s': this is a pid namespace of its own",
				 *words);
	events->wishes.needs_btf = true;
	if (filter_add_ancestor(&events->wishes.filter, (uint32_t)getpid(), error))
		return -1;
	return child_start(words, ret_child, error);
}

static int claim(const struct globals *globals, const struct events_request *request,
		 struct pins *pins, struct reader **ret_reader, struct error *error)
{
	if (pins_open(globals->bpffs, pins, error))
		return -1;
	if (!reader_claim(pins, &request->wishes, ret_reader, error))
		return 0;
	if (error->kind == ERROR_NOT_LOADED)
		error_hint(error, "ebpfctl load");
	return -1;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	struct events_request *events = request;
	struct reader *reader AUTO_READER = NULL;
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct child child AUTO_CHILD = {.start_fd = -1};
	enum outcome outcome;
	int stop_fd;

	events_request_complete(events);
	if (check_probe(globals, operands, error) || stop_catch_signals(&stop_fd, error))
		return command_fail(error);
	if (globals->has_dashes)
		*globals->exit_status = CHILD_STATUS_FAILED;
	if (globals->has_dashes &&
	    start_command(operands + globals->plain_operands, events, &child, error))
		return command_fail(error);
	if (claim(globals, events, &pins, &reader, error) || privs_drop_all(error))
		return command_fail(error);
	setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
	outcome = stream_events(reader, &pins, events, &child, stop_fd, error);
	if (globals->has_dashes && outcome == OUTCOME_DONE && child_status() >= 0)
		*globals->exit_status = child_status();
	return outcome;
}

const struct command command_events = {
	.name = "events",
	.summary = "stream file opens as they happen",
	.arguments = "[PROBE] [OPTION]... [-- COMMAND...]",
	.description =
		"Streams file opens while it runs; opens has to be loaded. Several can run at once,\n"
		"each with its own filter. -p, -u and -n may be repeated: any of them. At the end\n"
		"it says how many events there were, and how many it lost. With COMMAND it shows the\n"
		"opens of that and of its children, ends with it, and passes its status on.\n",
	.options = events_options,
	.request_size = sizeof(struct events_request),
	.run = run,
};
