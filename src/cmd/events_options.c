// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of `ebpfctl events`. */
#include "cmd/events_options.h"

#include <pwd.h>
#include <string.h>

#include "base/parse.h"
#include "core/filter.h"

#define RING_MIN (64u << 10)
#define RING_MAX (64u << 20)

static int apply_pid(void *request, const char *value, struct error *error)
{
	return filter_add_pid(&((struct events_request *)request)->filter, value, error);
}

static int apply_user(void *request, const char *value, struct error *error)
{
	struct ebpfctl_filter *filter = &((struct events_request *)request)->filter;
	bool is_negated = filter_take_negation(&value);
	struct passwd *user = getpwnam(value);
	uint64_t uid;

	if (user)
		return filter_add_uid(filter, user->pw_uid, is_negated, error);
	if (!*value || value[strspn(value, "0123456789")])
		return error_set(error, ERROR_USAGE, "user '%s': there is no such user",
				 value);
	if (parse_number("user", value, 0, UINT32_MAX - 1, &uid, error))
		return -1;
	return filter_add_uid(filter, (uint32_t)uid, is_negated, error);
}

static int apply_comm(void *request, const char *value, struct error *error)
{
	return filter_add_comm(&((struct events_request *)request)->filter, value, error);
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
	((struct events_request *)request)->ring_bytes = bytes;
	return 0;
}

const struct option_row events_options[] = {
	{'p', "pid", "PID", "only of this process; !PID: of all others",
	 .apply = apply_pid},
	{'u', "user", "USER", "only of this user, by name or number; !USER",
	 .apply = apply_user},
	{'n', "comm", "NAME", "only of this comm; NAME*, *NAME*, !NAME",
	 .apply = apply_comm},
	{'x', "failed", NULL, "only opens that failed",
	 .flag = offsetof(struct events_request, is_failed_only)},
	{'d', "duration", "SEC", "stop after SEC seconds", .apply = apply_duration},
	{'c', "count", "N", "stop after N events", .apply = apply_count},
	{'T', "time", NULL, "show the time of day",
	 .flag = offsetof(struct events_request, format.has_time)},
	{'U', "uid", NULL, "show the user's number",
	 .flag = offsetof(struct events_request, format.has_uid)},
	{'b', "ring", "SIZE", "bytes of the ring buffer, 64K to 64M [1M]",
	 .apply = apply_ring},
	{'j', "json", NULL, "print JSON, one object a line",
	 .flag = offsetof(struct events_request, is_json)},
	{0},
};
