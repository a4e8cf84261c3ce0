// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl events [PROBE] */
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cmd/child.h"
#include "cmd/events_own.h"
#include "cmd/events_stream.h"
#include "cmd/probes.h"
#include "cmd/stop.h"
#include "core/filter.h"
#include "kern/sandbox.h"

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
	const struct reader_sink sink = {stream_take, stream_flush, &stream};
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
	end = stream_flush(&stream) == SINK_MORE ? reader_run(reader, &limits, &sink) :
						   READER_CLOSED;
	reader_finish(reader, pins);
	child_wait(child, end == READER_STOPPED);
	summary = stream_sum_up(&stream, reader, end);
	if (stream_finish(&stream, &summary, error))
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

/* The one operand; opens without. */
static int choose_probe(const struct globals *globals, const char *const *operands,
			const char **ret_probe, struct error *error)
{
	const char **plain AUTO_FREE =
		globals->has_dashes ? plain_operands(globals, operands) : NULL;

	if (plain)
		operands = plain;
	*ret_probe = *operands ? *operands : PROBE_OPENS;
	if (!*operands)
		return 0;
	if (probe_name_check("read", operands[0], error) ||
	    command_refuse_operands(operands + 1, error))
		return -1;
	if (!strcmp(*ret_probe, PROBE_PACKETS))
		return error_set(error, ERROR_USAGE, "cannot read '%s': it has no events",
				 *ret_probe);
	if (globals->has_dashes && strcmp(*ret_probe, PROBE_OPENS))
		return error_set(error, ERROR_USAGE,
				 "cannot run a command for '%s': that is for opens",
				 *ret_probe);
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

static enum outcome events_of_opens(const struct globals *globals,
				    struct events_request *events,
				    const char *const *operands, struct error *error)
{
	struct reader *reader AUTO_READER = NULL;
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct child child AUTO_CHILD = {.start_fd = -1};
	enum outcome outcome;
	int stop_fd;

	if (stop_catch_signals(&stop_fd, error))
		return command_fail(error);
	if (globals->has_dashes)
		*globals->exit_status = CHILD_STATUS_FAILED;
	if (globals->has_dashes &&
	    start_command(operands + globals->plain_operands, events, &child, error))
		return command_fail(error);
	if (claim(globals, events, &pins, &reader, error) || sandbox_enter(false, error))
		return command_fail(error);
	outcome = stream_events(reader, &pins, events, &child, stop_fd, error);
	if (globals->has_dashes && outcome == OUTCOME_DONE && child_status() >= 0)
		*globals->exit_status = child_status();
	return outcome;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	struct events_request *events = request;
	const char *probe;

	if (choose_probe(globals, operands, &probe, error) ||
	    events_request_complete(events, probe, error))
		return command_fail(error);
	return strcmp(probe, PROBE_OPENS) ?
		       events_own(globals, events, probe, error) :
		       events_of_opens(globals, events, operands, error);
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
