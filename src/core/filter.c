// SPDX-License-Identifier: GPL-2.0-or-later
/* Filters, from words to what the BPF program reads. */
#include "core/filter.h"

#include <string.h>

#include "base/parse.h"

#define PID_MAX 4194304 /* PID_MAX_LIMIT of 64-bit kernels, linux/threads.h */

bool filter_take_negation(const char **text)
{
	if (**text != '!')
		return false;
	(*text)++;
	return true;
}

static int too_many(const char *what, struct error *error)
{
	return error_set(error, ERROR_USAGE, "%s: at most %d values", what,
			 EBPFCTL_FILTER_VALUES);
}

static int add_id(struct ebpfctl_id_filter *filter, const char *what, uint32_t id,
		  bool is_negated, struct error *error)
{
	if (filter->count == EBPFCTL_FILTER_VALUES)
		return too_many(what, error);
	filter->negated |= (uint32_t)is_negated << filter->count;
	filter->value[filter->count++] = id;
	return 0;
}

int filter_add_pid(struct ebpfctl_filter *filter, const char *text, struct error *error)
{
	bool is_negated = filter_take_negation(&text);
	uint64_t pid;

	if (parse_number("process id", text, 1, PID_MAX, &pid, error))
		return -1;
	return add_id(&filter->pid, "process ids", (uint32_t)pid, is_negated, error);
}

int filter_add_uid(struct ebpfctl_filter *filter, uint32_t uid, bool is_negated,
		   struct error *error)
{
	return add_id(&filter->uid, "users", uid, is_negated, error);
}

/* Takes the stars off; -1 for a form that is none of the three. */
static int comm_form(const char **text, size_t *length,
		     enum ebpfctl_comm_match *ret_match)
{
	bool is_open_start = *length && (*text)[0] == '*';
	bool is_open_end = *length > 1 && (*text)[*length - 1] == '*';

	if (is_open_start && !is_open_end)
		return -1;
	*ret_match = is_open_start ? EBPFCTL_COMM_PART :
		     is_open_end   ? EBPFCTL_COMM_PREFIX :
				     EBPFCTL_COMM_WHOLE;
	*text += is_open_start;
	*length -= (size_t)is_open_start + is_open_end;
	return memchr(*text, '*', *length) ? -1 : 0;
}

int filter_add_comm(struct ebpfctl_filter *filter, const char *text, struct error *error)
{
	struct ebpfctl_comm_filter *comm = &filter->comm;
	bool is_negated = filter_take_negation(&text);
	const char *name = text;
	size_t length = strlen(text);
	enum ebpfctl_comm_match match;

	if (comm_form(&name, &length, &match))
		return error_set(error, ERROR_USAGE,
				 "comm '%s': not NAME, NAME* or *NAME*", text);
	if (length < 1 || length >= EBPFCTL_COMM_LEN)
		return error_set(error, ERROR_USAGE,
				 "comm '%s': not from 1 to %d bytes long", text,
				 EBPFCTL_COMM_LEN - 1);
	if (comm->count == EBPFCTL_FILTER_VALUES)
		return too_many("comms", error);
	comm->negated |= (uint32_t)is_negated << comm->count;
	comm->value[comm->count].match = match;
	comm->value[comm->count].len = (uint32_t)length;
	memcpy(comm->value[comm->count].text, name, length);
	comm->count++;
	return 0;
}
