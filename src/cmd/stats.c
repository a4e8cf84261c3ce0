// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl stats [PROBE]... */
#include "base/clock.h"
#include "cmd/command.h"
#include "cmd/probes.h"
#include "cmd/stats_options.h"
#include "cmd/stats_own_watch.h"
#include "cmd/stats_watch.h"
#include "cmd/stop.h"
#include "kern/counters.h"
#include "kern/sandbox.h"
#include "out/writer.h"

/*
 * Without a name whatever is loaded is shown; with one, it has to be. That nothing is
 * loaded is a number too where MAY_BE_NONE.
 */
static int open_counters(const struct pins *pins, const struct probe_choice *choice,
			 bool may_be_none, struct counters *counters, struct error *error)
{
	for (const char **probe = choice->names; *probe; probe++) {
		if (!probe_name_is_built_in(*probe))
			continue;
		if (!counters_open(pins, *probe, counters, error))
			continue;
		if (error->kind != ERROR_NOT_LOADED)
			return -1;
		if (!choice->is_all && !may_be_none) {
			error_hint(error, "ebpfctl load %s", *probe);
			return -1;
		}
		error_clear(error);
	}
	if (counters->has_packets || counters->has_opens || may_be_none ||
	    !choice->is_all)
		return 0;
	error_set(error, ERROR_NOT_LOADED, "cannot read the counters: nothing is loaded");
	error_hint(error, "ebpfctl load");
	return -1;
}

static void write_snapshot(const struct stats_request *request,
			   const struct probe_choice *choice,
			   const struct snapshot *snapshot)
{
	const struct prometheus_wishes wishes = {
		.packets = choice->has_packets,
		.opens = choice->has_opens,
		.is_by_comm = request->top,
	};

	if (request->format == FORMAT_PROMETHEUS)
		writer_prometheus_stats(stdout, &wishes, snapshot);
	else if (request->format == FORMAT_JSON)
		writer_json.stats(stdout, snapshot);
	else
		writer_text.stats(stdout, snapshot);
}

static int show(const struct stats_request *request, const struct probe_choice *choice,
		const struct counters *counters, const struct own_probes *own,
		struct error *error)
{
	struct snapshot snapshot CLEANUP(snapshot_release) = {0};

	if (counters_read(counters, &snapshot, error))
		return -1;
	opens_sort(&snapshot.opens, stats_top(request));
	if (own->count)
		return stats_own_show(request, own, &snapshot, error);
	write_snapshot(request, choice, &snapshot);
	return 0;
}

static int check(const struct stats_request *request, const struct probe_choice *choice,
		 struct error *error)
{
	bool has_built_in = choice->has_packets || choice->has_opens, has_own = false;

	for (const char **name = choice->names; *name; name++)
		has_own = has_own || !probe_name_is_built_in(*name);
	return stats_request_check(request, has_built_in, has_own, error);
}

static int watch_on(const struct globals *globals, const struct stats_request *request,
		    const struct probe_choice *choice, const struct counters *counters,
		    struct error *error)
{
	struct snapshot first CLEANUP(snapshot_release) = {0};
	struct stats_watch watch = {
		.bpffs = globals->bpffs,
		.choice = choice,
		.writer = request->format == FORMAT_JSON ? &writer_json : &writer_text,
		.interval_ns =
			request->interval_ns ? request->interval_ns : CLOCK_NS_PER_SECOND,
		.count = request->count,
		.top = request->top ? (size_t)request->top : SIZE_MAX,
		.draws_screen = request->format == FORMAT_TEXT && isatty(STDOUT_FILENO) &&
				!globals->is_dumb_terminal,
	};

	if (stop_catch_signals(&watch.stop_fd, error) ||
	    counters_read(counters, &first, error))
		return -1;
	return stats_watch_run(&watch, &first, error);
}

static int watch_own(const struct globals *globals, const struct stats_request *request,
		     struct own_probes *own, struct error *error)
{
	struct own_watch watch = {
		.request = request,
		.probes = own,
		.draws_screen = request->format == FORMAT_TEXT && isatty(STDOUT_FILENO) &&
				!globals->is_dumb_terminal,
	};

	return stop_catch_signals(&watch.stop_fd, error) ||
			       stats_own_watch_run(&watch, error) ?
		       -1 :
		       0;
}

static int read_all(const struct globals *globals, const struct stats_request *request,
		    const struct probe_choice *choice, const struct counters *counters,
		    struct own_probes *own, struct error *error)
{
	if (!request->is_watch)
		return show(request, choice, counters, own, error);
	return own->count ? watch_own(globals, request, own, error) :
			    watch_on(globals, request, choice, counters, error);
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	struct stats_request *stats = request;
	struct own_probes own AUTO_OWN_PROBES = {0};
	struct counters counters AUTO_COUNTERS;
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct probe_choice choice AUTO_PROBE_CHOICE = {0};

	counters_init(&counters);
	if (stats_request_complete(stats, error) ||
	    probes_choose("read", operands, &choice, error) ||
	    check(stats, &choice, error) || pins_open(globals->bpffs, &pins, error) ||
	    open_counters(&pins, &choice, stats->format == FORMAT_PROMETHEUS, &counters,
			  error) ||
	    stats_own_open(&pins, choice.names, stats, &own, error) ||
	    sandbox_enter(stats->is_watch, error) ||
	    read_all(globals, stats, &choice, &counters, &own, error))
		return command_fail(error);
	return OUTCOME_DONE;
}

const struct command command_stats = {
	.name = "stats",
	.summary = "print their counters",
	.arguments = "[PROBE]... [OPTION]...",
	.description =
		"Reads the counters of what is loaded, or of the probes that are named. All\n"
		"count from when they were loaded. On a terminal the 20 busiest comms are\n"
		"shown. With --watch again and again, with rates per second.\n",
	.options = stats_options,
	.request_size = sizeof(struct stats_request),
	.run = run,
};
