// SPDX-License-Identifier: GPL-2.0-or-later
/* Filters, from words to what the BPF program reads. */
#include "core/filter.h"

#include <string.h>

#include "base/parse.h"
#include "core/event.h"

#define PID_MAX 4194304 /* PID_MAX_LIMIT of 64-bit kernels, linux/threads.h */
#define ERRNO_MAX 4095	/* MAX_ERRNO, linux/err.h */
#define PREFIX_MAX (EBPFCTL_PREFIX_WORDS * sizeof(uint64_t))

bool filter_take_negation(const char **text)
{
	if (**text != '!')
		return false;
	(*text)++;
	return true;
}

/* The place for one more value of KIND, or -1. */
static int next_place(const struct ebpfctl_filter *filter, enum ebpfctl_filter_kind kind,
		      const char *what, struct error *error)
{
	if (filter->list[kind].count < EBPFCTL_FILTER_VALUES)
		return (int)filter->list[kind].count;
	return error_set(error, ERROR_USAGE, "%s: at most %d values", what,
			 EBPFCTL_FILTER_VALUES);
}

/* The value in the next place counts from now on. */
static int add_value(struct ebpfctl_filter *filter, enum ebpfctl_filter_kind kind,
		     bool is_negated)
{
	filter->list[kind].negated |= (uint32_t)is_negated << filter->list[kind].count;
	filter->list[kind].count++;
	filter->used |= 1u << kind;
	return 0;
}

static int add_id(struct ebpfctl_filter *filter, enum ebpfctl_filter_kind kind,
		  const char *what, uint32_t id, bool is_negated, struct error *error)
{
	int place = next_place(filter, kind, what, error);

	if (place < 0)
		return -1;
	filter->id[kind][place] = id;
	return add_value(filter, kind, is_negated);
}

static int add_process(struct ebpfctl_filter *filter, enum ebpfctl_filter_kind kind,
		       const char *what, const char *text, struct error *error)
{
	bool is_negated = filter_take_negation(&text);
	uint64_t id;

	if (parse_number(what, text, 1, PID_MAX, &id, error))
		return -1;
	return add_id(filter, kind, what, (uint32_t)id, is_negated, error);
}

int filter_add_pid(struct ebpfctl_filter *filter, const char *text, struct error *error)
{
	return add_process(filter, EBPFCTL_FILTER_PID, "process id", text, error);
}

int filter_add_tid(struct ebpfctl_filter *filter, const char *text, struct error *error)
{
	return add_process(filter, EBPFCTL_FILTER_TID, "thread id", text, error);
}

int filter_add_uid(struct ebpfctl_filter *filter, uint32_t uid, bool is_negated,
		   struct error *error)
{
	return add_id(filter, EBPFCTL_FILTER_UID, "user", uid, is_negated, error);
}

int filter_add_ancestor(struct ebpfctl_filter *filter, uint32_t pid, struct error *error)
{
	return add_id(filter, EBPFCTL_FILTER_ANCESTOR, "ancestor", pid, false, error);
}

/* 0 for a name that is none. */
static uint32_t errno_by_name(const char *name)
{
	for (int number = 1; number <= ERRNO_MAX; number++) {
		const char *known = strerrorname_np(number);

		if (known && !strcmp(known, name))
			return (uint32_t)number;
	}
	return 0;
}

int filter_add_errno(struct ebpfctl_filter *filter, const char *text, struct error *error)
{
	bool is_negated = filter_take_negation(&text);
	uint64_t number = errno_by_name(text);

	if (!number && (!*text || text[strspn(text, "0123456789")]))
		return error_set(error, ERROR_USAGE, "errno '%s': there is no such error",
				 text);
	if (!number && parse_number("errno", text, 1, ERRNO_MAX, &number, error))
		return -1;
	return add_id(filter, EBPFCTL_FILTER_ERRNO, "errno", (uint32_t)number, is_negated,
		      error);
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
	bool is_negated = filter_take_negation(&text);
	const char *name = text;
	size_t length = strlen(text);
	enum ebpfctl_comm_match match;
	int place;

	if (comm_form(&name, &length, &match))
		return error_set(error, ERROR_USAGE,
				 "comm '%s': not NAME, NAME* or *NAME*", text);
	if (length < 1 || length >= EBPFCTL_COMM_LEN)
		return error_set(error, ERROR_USAGE,
				 "comm '%s': not from 1 to %d bytes long", text,
				 EBPFCTL_COMM_LEN - 1);
	place = next_place(filter, EBPFCTL_FILTER_COMM, "comm", error);
	if (place < 0)
		return -1;
	filter->comm[place].match = match;
	filter->comm[place].len = (uint32_t)length;
	memcpy(filter->comm[place].text, name, length);
	return add_value(filter, EBPFCTL_FILTER_COMM, is_negated);
}

int filter_add_flag(struct ebpfctl_filter *filter, const char *text, struct error *error)
{
	bool is_negated = filter_take_negation(&text);
	uint64_t mask, value;
	int place;

	if (!event_find_flag(text, &mask, &value))
		return error_set(error, ERROR_USAGE,
				 "flag '%s': there is no such open flag", text);
	place = next_place(filter, EBPFCTL_FILTER_FLAGS, "flag", error);
	if (place < 0)
		return -1;
	filter->flags[place].mask = mask;
	filter->flags[place].value = value;
	return add_value(filter, EBPFCTL_FILTER_FLAGS, is_negated);
}

int filter_add_prefix(struct ebpfctl_filter *filter, const char *text,
		      struct error *error)
{
	bool is_negated = filter_take_negation(&text);
	size_t length = strlen(text);
	int place;

	if (length < 1 || length > PREFIX_MAX)
		return error_set(error, ERROR_USAGE,
				 "prefix '%s': not from 1 to %zu bytes long", text,
				 PREFIX_MAX);
	place = next_place(filter, EBPFCTL_FILTER_PREFIX, "prefix", error);
	if (place < 0)
		return -1;
	memcpy(filter->prefix[place].text, text, length);
	memset(filter->prefix[place].mask, 0xff, length);
	return add_value(filter, EBPFCTL_FILTER_PREFIX, is_negated);
}

int filter_add_cgroup(struct ebpfctl_filter *filter, uint64_t id, bool is_negated,
		      struct error *error)
{
	int place = next_place(filter, EBPFCTL_FILTER_CGROUP, "control group", error);

	if (place < 0)
		return -1;
	filter->cgroup[place] = id;
	return add_value(filter, EBPFCTL_FILTER_CGROUP, is_negated);
}
