/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of an event by name: what columns are made of, and what can be counted. */
#ifndef CORE_FIELD_H
#define CORE_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum event_field {
	FIELD_TIME,
	FIELD_UID,
	FIELD_GID,
	FIELD_PID,
	FIELD_TID,
	FIELD_PPID,
	FIELD_COMM,
	FIELD_CGROUP,
	FIELD_FD,
	FIELD_ERROR,
	FIELD_FLAGS,
	FIELD_MODE,
	FIELD_DIRFD,
	FIELD_PATH,
	FIELD_COUNT,
};

/* Columns, each field at most once. */
struct field_list {
	enum event_field fields[FIELD_COUNT];
	size_t count;
};

const char *field_name(enum event_field field); /* "time", "uid", ... */

/* -1, ERROR_USAGE, where there is no field of that name. */
int field_find(const char *name, enum event_field *ret_field, struct error *error);

/* Names with commas between them: "pid,comm,path". */
int field_list_parse(const char *text, struct field_list *ret_list, struct error *error);

bool field_list_has(const struct field_list *list, enum event_field field);

#endif
