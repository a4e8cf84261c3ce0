// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of `ebpfctl events`. */
#include "cmd/events_options.h"

#include <string.h>

#include "base/account.h"
#include "base/parse.h"
#include "core/filter.h"
#include "core/probe_name.h"
#include "kern/cgroup.h"

#define RING_DEFAULT (1u << 20)
#define PERF_BUFFER_DEFAULT (256u << 10) /* for each CPU */
#define RING_MIN (64u << 10)
#define RING_MAX (64u << 20)

static struct ebpfctl_filter *filter_of(void *request)
{
	return &((struct events_request *)request)->wishes.filter;
}

static int apply_pid(void *request, const char *value, struct error *error)
{
	return filter_add_pid(filter_of(request), value, error);
}

static int apply_tid(void *request, const char *value, struct error *error)
{
	return filter_add_tid(filter_of(request), value, error);
}

static int apply_user(void *request, const char *value, struct error *error)
{
	bool is_negated = filter_take_negation(&value);
	uint32_t uid;

	if (account_user(value, &uid, error))
		return -1;
	return filter_add_uid(filter_of(request), uid, is_negated, error);
}

static int apply_comm(void *request, const char *value, struct error *error)
{
	return filter_add_comm(filter_of(request), value, error);
}

static int apply_errno(void *request, const char *value, struct error *error)
{
	return filter_add_errno(filter_of(request), value, error);
}

static int apply_flag(void *request, const char *value, struct error *error)
{
	return filter_add_flag(filter_of(request), value, error);
}

static int apply_prefix(void *request, const char *value, struct error *error)
{
	return filter_add_prefix(filter_of(request), value, error);
}

static int apply_cgroup(void *request, const char *value, struct error *error)
{
	bool is_negated = filter_take_negation(&value);
	uint64_t id;

	if (cgroup_find(value, &id, error))
		return -1;
	return filter_add_cgroup(filter_of(request), id, is_negated, error);
}

static int apply_path(void *request, const char *value, struct error *error)
{
	if (!*value)
		return error_set(error, ERROR_USAGE, "path '': an empty pattern");
	((struct events_request *)request)->path_glob = value;
	return 0;
}

static int apply_columns(void *request, const char *value, struct error *error)
{
	struct events_request *events = request;

	events->has_columns = true;
	return field_list_parse(value, &events->format.columns, error);
}

static int apply_counting(void *request, const char *value, struct error *error)
{
	struct events_request *events = request;

	(void)error;
	events->is_counting = true;
	events->count_field = value;
	return 0;
}

static int apply_map(void *request, const char *value, struct error *error)
{
	(void)error;
	((struct events_request *)request)->map = value;
	return 0;
}

static int apply_type(void *request, const char *value, struct error *error)
{
	(void)error;
	((struct events_request *)request)->type = value;
	return 0;
}

static int apply_as(void *request, const char *value, struct error *error)
{
	struct events_request *events = request;

	events->has_as = true;
	events->as = !strcmp(value, "text") ? RECORD_AS_TEXT : RECORD_AS_HEX;
	if (events->as == RECORD_AS_HEX && strcmp(value, "hex"))
		return error_set(error, ERROR_USAGE, "form '%s': not text or hex", value);
	return 0;
}

static int apply_duration(void *request, const char *value, struct error *error)
{
	return parse_seconds("duration", value,
			     &((struct events_request *)request)->duration_ns, error);
}

static int apply_count(void *request, const char *value, struct error *error)
{
	return parse_number("count", value, 1, INT64_MAX,
			    &((struct events_request *)request)->count, error);
}

static int apply_ring(void *request, const char *value, struct error *error)
{
	uint64_t bytes;

	if (parse_size("ring size", value, RING_MIN, RING_MAX, &bytes, error))
		return -1;
	if (bytes & (bytes - 1))
		return error_set(error, ERROR_USAGE, "ring size '%s': not a power of two",
				 value);
	((struct events_request *)request)->wishes.ring_bytes = (uint32_t)bytes;
	return 0;
}

#define FLAG(member) .flag = offsetof(struct events_request, member)

const struct option_row events_options[] = {
	{'p', "pid", "PID", "only of this process; !PID: of all others",
	 .apply = apply_pid},
	{'t', "tid", "TID", "only of this thread; !TID", .apply = apply_tid},
	{'u', "user", "USER", "only of this user, by name or number; !USER",
	 .apply = apply_user},
	{'n', "comm", "NAME", "only of this comm; NAME*, *NAME*, !NAME",
	 .apply = apply_comm},
	{'x', "failed", NULL, "only opens that failed", FLAG(is_failed_only)},
	{0, "errno", "ERROR", "only with this error, by name or number; !ERROR",
	 .apply = apply_errno},
	{'f', "flag", "FLAG", "only with this flag: O_CREAT, O_RDWR; !FLAG",
	 .apply = apply_flag},
	{0, "prefix", "TEXT", "only of paths that begin so, as given; !TEXT",
	 .apply = apply_prefix},
	{0, "cgroup", "DIR", "only in this cgroup v2 directory or below; !DIR",
	 .apply = apply_cgroup},
	{0, "path", "GLOB", "only of paths that match, as shell patterns do",
	 .apply = apply_path},
	{'d', "duration", "SEC", "stop after SEC seconds", .apply = apply_duration},
	{'c', "limit", "N", "stop after N events", .apply = apply_count},
	{'T', "time", NULL, "show the time of day", FLAG(has_time)},
	{'U', "uid", NULL, "show the user's number", FLAG(has_uid)},
	{'e', "extended", NULL, "show the flags", FLAG(has_flags)},
	{'F', "full-path", NULL, "show relative paths with their directory",
	 FLAG(format.is_full_path)},
	{'O', "columns", "FIELD,...", "show these fields", .apply = apply_columns},
	{0, "count", "[=FIELD]", "print at the end how often each value came [comm]",
	 .apply = apply_counting},
	{'b', "ring", "SIZE", "bytes of the ring buffer, 64K to 64M [1M]",
	 .apply = apply_ring},
	{0, "map", "MAP", "own probes: of this map alone", .apply = apply_map},
	{0, "type", "STRUCT", "own probes: the events are this struct",
	 .apply = apply_type},
	{0, "as", "FORM", "own probes: show events as text or hex", .apply = apply_as},
	{0, "line-buffered", NULL, "write each event at once", FLAG(is_line_buffered)},
	{0, "strict", NULL, "exit with status 1 if an event was lost", FLAG(is_strict)},
	{'j', "json", NULL, "print JSON, one object a line", FLAG(is_json)},
	{0},
};

static void add_column(struct field_list *list, bool is_wanted, enum event_field field)
{
	if (is_wanted)
		list->fields[list->count++] = field;
}

static void choose_columns(struct events_request *request)
{
	struct field_list *list = &request->format.columns;

	if (request->has_columns)
		return;
	add_column(list, request->has_time, FIELD_TIME);
	add_column(list, request->has_uid, FIELD_UID);
	add_column(list, true, FIELD_PID);
	add_column(list, true, FIELD_COMM);
	add_column(list, true, FIELD_FD);
	add_column(list, true, FIELD_ERROR);
	add_column(list, request->has_flags, FIELD_FLAGS);
	add_column(list, true, FIELD_PATH);
}

static int complete_for_opens(struct events_request *request, struct error *error)
{
	const char *own = request->map	  ? "--map" :
			  request->type	  ? "--type" :
			  request->has_as ? "--as" :
					    NULL;

	if (own)
		return error_set(error, ERROR_USAGE,
				 "option '%s' is of own probes, not of opens", own);
	request->wishes.filter.failed_only = request->is_failed_only;
	request->wishes.wants_dir = request->format.is_full_path;
	if (!request->wishes.ring_bytes)
		request->wishes.ring_bytes = RING_DEFAULT;
	choose_columns(request);
	request->counted = FIELD_COMM;
	return request->count_field ?
		       field_find(request->count_field, &request->counted, error) :
		       0;
}

static bool has_filter(const struct events_request *request)
{
	const struct ebpfctl_filter none = {0};

	return request->is_failed_only || request->path_glob ||
	       memcmp(&request->wishes.filter, &none, sizeof(none));
}

static int complete_for_own(struct events_request *request, const char *probe,
			    struct error *error)
{
	if (has_filter(request))
		return error_set(error, ERROR_USAGE,
				 "cannot filter '%s': filters are of opens", probe);
	if (request->has_columns || request->has_time || request->has_uid ||
	    request->has_flags || request->format.is_full_path)
		return error_set(
			error, ERROR_USAGE,
			"cannot choose columns of '%s': -T, -U, -e, -F and -O are of opens",
			probe);
	if (request->type && request->has_as)
		return error_set(error, ERROR_USAGE,
				 "option '--type' does not go with '--as'");
	if (!request->wishes.ring_bytes)
		request->wishes.ring_bytes = PERF_BUFFER_DEFAULT;
	return 0;
}

int events_request_complete(struct events_request *request, const char *probe,
			    struct error *error)
{
	return strcmp(probe, PROBE_OPENS) ? complete_for_own(request, probe, error) :
					    complete_for_opens(request, error);
}
