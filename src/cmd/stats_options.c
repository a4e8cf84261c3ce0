// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of `ebpfctl stats`. */
#include "cmd/stats_options.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/parse.h"

#define INTERVAL_MIN_NS (CLOCK_NS_PER_SECOND / 10)

#define TOP_DEFAULT 20 /* on a terminal */

static const char *const formats[] = {"text", "json", "prometheus"};

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

static int apply_interval(void *request, const char *value, struct error *error)
{
	uint64_t *interval_ns = &((struct stats_request *)request)->interval_ns;

	if (parse_seconds("interval", value, interval_ns, error))
		return -1;
	if (*interval_ns < INTERVAL_MIN_NS)
		return error_set(error, ERROR_USAGE,
				 "interval '%s': less than 0.1 seconds", value);
	return 0;
}

static int apply_count(void *request, const char *value, struct error *error)
{
	return parse_number("count", value, 1, INT64_MAX,
			    &((struct stats_request *)request)->count, error);
}

static int apply_map(void *request, const char *value, struct error *error)
{
	(void)error;
	((struct stats_request *)request)->map = value;
	return 0;
}

static int apply_sort(void *request, const char *value, struct error *error)
{
	(void)error;
	((struct stats_request *)request)->sort_field = value;
	return 0;
}

const struct option_row stats_options[] = {
	{'w', "watch", NULL, "again and again, with rates per second",
	 .flag = offsetof(struct stats_request, is_watch)},
	{0, "interval", "SEC", "of --watch: seconds from one to the next [1]",
	 .apply = apply_interval},
	{'c', "count", "COUNT", "of --watch: end after COUNT intervals",
	 .apply = apply_count},
	{0, "top", "N", "at most N comms, the rest summed up; own maps: N entries",
	 .apply = apply_top},
	{0, "map", "MAP", "of an own probe: this map alone", .apply = apply_map},
	{0, "sort", "FIELD", "of own maps: the largest FIELD first", .apply = apply_sort},
	{0, "per-cpu", NULL, "of own maps: each CPU by itself, and not their sum",
	 .flag = offsetof(struct stats_request, is_per_cpu)},
	{'o', "output", "FORMAT", "text, json or prometheus [text]",
	 .apply = apply_format},
	{'j', "json", NULL, "print JSON",
	 .flag = offsetof(struct stats_request, is_json)},
	{0},
};

int stats_request_complete(struct stats_request *request, struct error *error)
{
	if (request->is_json)
		request->format = FORMAT_JSON;
	if (request->is_watch && request->format == FORMAT_PROMETHEUS)
		return error_set(error, ERROR_USAGE,
				 "option '--watch' has no format prometheus");
	if (!request->is_watch && request->interval_ns)
		return error_set(error, ERROR_USAGE,
				 "option '--interval' needs '--watch'");
	if (!request->is_watch && request->count)
		return error_set(error, ERROR_USAGE, "option '-c' needs '--watch'");
	return 0;
}

size_t stats_top(const struct stats_request *request)
{
	if (request->top)
		return (size_t)request->top;
	return request->format == FORMAT_TEXT && isatty(STDOUT_FILENO) ? TOP_DEFAULT :
									 SIZE_MAX;
}

int stats_request_check(const struct stats_request *request, bool has_built_in,
			bool has_own, struct error *error)
{
	const char *of_own = request->map	 ? "--map" :
			     request->sort_field ? "--sort" :
			     request->is_per_cpu ? "--per-cpu" :
						   NULL;

	if (has_own && request->format == FORMAT_PROMETHEUS)
		return error_set(error, ERROR_USAGE,
				 "format 'prometheus': only of packets and opens");
	if (has_own && request->is_watch && request->is_per_cpu)
		return error_set(error, ERROR_USAGE,
				 "option '--per-cpu' does not go with '--watch'");
	if (has_own && request->is_watch && has_built_in)
		return error_set(
			error, ERROR_USAGE,
			"option '--watch': own probes and built-in ones one at a time");
	if (!has_own && of_own)
		return error_set(error, ERROR_USAGE,
				 "option '%s' is of own probes, not of packets and opens",
				 of_own);
	return 0;
}
