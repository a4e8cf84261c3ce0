// SPDX-License-Identifier: GPL-2.0-or-later
/* The fields of an event by name. */
#include "core/field.h"

#include <string.h>

#include "base/memory.h"

static const char *const names[] = {
	[FIELD_TIME] = "time",	 [FIELD_UID] = "uid",	    [FIELD_GID] = "gid",
	[FIELD_PID] = "pid",	 [FIELD_TID] = "tid",	    [FIELD_PPID] = "ppid",
	[FIELD_COMM] = "comm",	 [FIELD_CGROUP] = "cgroup", [FIELD_FD] = "fd",
	[FIELD_ERROR] = "err",	 [FIELD_FLAGS] = "flags",   [FIELD_MODE] = "mode",
	[FIELD_DIRFD] = "dirfd", [FIELD_PATH] = "path",
};

const char *field_name(enum event_field field)
{
	return names[field];
}

int field_find(const char *name, enum event_field *ret_field, struct error *error)
{
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (strcmp(names[i], name))
			continue;
		*ret_field = (enum event_field)i;
		return 0;
	}
	error_set(error, ERROR_USAGE, "field '%s': there is no such field", name);
	error_hint(
		error,
		"the fields are time, uid, gid, pid, tid, ppid, comm, cgroup, fd, err, "
		"flags, mode, dirfd and path");
	return -1;
}

bool field_list_has(const struct field_list *list, enum event_field field)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->fields[i] == field)
			return true;
	return false;
}

int field_list_parse(const char *text, struct field_list *ret_list, struct error *error)
{
	char *copy AUTO_FREE = memory_copy_string(text);
	struct field_list list = {0};
	char *rest = copy;

	for (const char *name = strsep(&rest, ","); name; name = strsep(&rest, ",")) {
		enum event_field field;

		if (field_find(name, &field, error))
			return -1;
		if (field_list_has(&list, field))
			return error_set(error, ERROR_USAGE, "field '%s': twice", name);
		list.fields[list.count++] = field;
	}
	*ret_list = list;
	return 0;
}
