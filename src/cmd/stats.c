// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl stats [PROBE]... */
#include <limits.h>

#include "base/parse.h"
#include "cmd/command.h"
#include "cmd/probes.h"
#include "kern/counters.h"
#include "kern/privs.h"
#include "out/writer.h"

#define TOP_DEFAULT 20 /* on a terminal */

struct stats_request {
	uint64_t top; /* 0: not given */
	bool is_json;
};

static int apply_top(void *request, const char *value, struct error *error)
{
	return parse_number("number of comms", value, 1, UINT32_MAX,
			    &((struct stats_request *)request)->top, error);
}

static const struct option_row options[] = {
	{0, "top", "N", "opens: the N comms with most opens, the rest summed up",
	 .apply = apply_top},
	{'j', "json", NULL, "print JSON",
	 .flag = offsetof(struct stats_request, is_json)},
	{0},
};

/* Without a name whatever is loaded is shown; with one, it has to be. */
static int open_counters(const struct pins *pins, const struct probe_choice *choice,
			 struct counters *counters, struct error *error)
{
	for (const char *const *probe = choice->names; *probe; probe++) {
		if (!counters_open(pins, *probe, counters, error))
			continue;
		if (error->kind != ERROR_NOT_LOADED)
			return -1;
		if (!choice->is_all) {
			error_hint(error, "ebpfctl load %s", *probe);
			return -1;
		}
		error_clear(error);
	}
	if (counters->has_packets || counters->has_opens)
		return 0;
	error_set(error, ERROR_NOT_LOADED, "cannot read the counters: nothing is loaded");
	error_hint(error, "ebpfctl load");
	return -1;
}

static size_t top_of(const struct stats_request *request)
{
	if (request->top)
		return (size_t)request->top;
	return !request->is_json && isatty(STDOUT_FILENO) ? TOP_DEFAULT : SIZE_MAX;
}

static int show(const struct stats_request *request, const struct counters *counters,
		struct error *error)
{
	const struct writer *writer = request->is_json ? &writer_json : &writer_text;
	struct snapshot snapshot CLEANUP(snapshot_release) = {0};

	if (counters_read(counters, &snapshot, error))
		return -1;
	opens_sort(&snapshot.opens, top_of(request));
	writer->stats(stdout, &snapshot);
	return 0;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	struct counters counters AUTO_COUNTERS;
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct probe_choice choice;

	counters_init(&counters);
	if (probes_choose("read", operands, &choice, error) ||
	    pins_open(globals->bpffs, &pins, error) ||
	    open_counters(&pins, &choice, &counters, error) || privs_drop_all(error) ||
	    show(request, &counters, error))
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
