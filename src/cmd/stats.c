// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl stats [PROBE]... */
#include <limits.h>
#include <string.h>

#include "base/parse.h"
#include "cmd/command.h"
#include "cmd/probes.h"
#include "kern/counters.h"
#include "kern/privs.h"
#include "out/writer.h"

#define TOP_DEFAULT 20 /* on a terminal */

enum stats_format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_PROMETHEUS,
};

static const char *const formats[] = {"text", "json", "prometheus"};

struct stats_request {
	uint64_t top; /* 0: not given */
	enum stats_format format;
	bool is_json; /* -j */
};

static int apply_format(void *request, const char *value, struct error *error)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i], value))
			continue;
		((struct stats_request *)request)->format = (enum stats_format)i;
		return 0;
	}
	return error_set(error, ERROR_USAGE, "format '%s': not text, json or prometheus",
			 value);
}

static int apply_top(void *request, const char *value, struct error *error)
{
	return parse_number("number of comms", value, 1, UINT32_MAX,
			    &((struct stats_request *)request)->top, error);
}

static const struct option_row options[] = {
	{0, "top", "N", "opens: the N comms with most opens, the rest summed up",
	 .apply = apply_top},
	{'o', "output", "FORMAT", "text, json or prometheus [text]",
	 .apply = apply_format},
	{'j', "json", NULL, "print JSON",
	 .flag = offsetof(struct stats_request, is_json)},
	{0},
};

/*
 * Without a name whatever is loaded is shown; with one, it has to be. That nothing is
 * loaded is a number too where MAY_BE_NONE.
 */
static int open_counters(const struct pins *pins, const struct probe_choice *choice,
			 bool may_be_none, struct counters *counters, struct error *error)
{
	for (const char *const *probe = choice->names; *probe; probe++) {
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
	if (counters->has_packets || counters->has_opens || may_be_none)
		return 0;
	error_set(error, ERROR_NOT_LOADED, "cannot read the counters: nothing is loaded");
	error_hint(error, "ebpfctl load");
	return -1;
}

static size_t top_of(const struct stats_request *request)
{
	if (request->top)
		return (size_t)request->top;
	return request->format == FORMAT_TEXT && isatty(STDOUT_FILENO) ? TOP_DEFAULT :
									 SIZE_MAX;
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
		const struct counters *counters, struct error *error)
{
	struct snapshot snapshot CLEANUP(snapshot_release) = {0};

	if (counters_read(counters, &snapshot, error))
		return -1;
	opens_sort(&snapshot.opens, top_of(request));
	write_snapshot(request, choice, &snapshot);
	return 0;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	struct stats_request *stats = request;
	struct counters counters AUTO_COUNTERS;
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct probe_choice choice;

	counters_init(&counters);
	if (stats->is_json)
		stats->format = FORMAT_JSON;
	if (probes_choose("read", operands, &choice, error) ||
	    pins_open(globals->bpffs, &pins, error) ||
	    open_counters(&pins, &choice, stats->format == FORMAT_PROMETHEUS, &counters,
			  error) ||
	    privs_drop_all(error) || show(stats, &choice, &counters, error))
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
		"shown.\n",
	.options = options,
	.request_size = sizeof(struct stats_request),
	.run = run,
};
