// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of probes. */
#include "core/probe_name.h"

#include <string.h>

const char *const probe_names[] = {PROBE_PACKETS, PROBE_OPENS, NULL};

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define NAME_CHARACTERS LETTERS "0123456789_-"

bool probe_name_is_built_in(const char *name)
{
	for (const char *const *built_in = probe_names; *built_in; built_in++)
		if (!strcmp(*built_in, name))
			return true;
	return false;
}

static bool is_reserved(const char *name)
{
	return !strcmp(name, "lock") || !strncmp(name, "stage_", strlen("stage_"));
}

static bool is_well_formed(const char *name)
{
	size_t length = strlen(name);

	return length >= 1 && length <= PROBE_NAME_MAX && strchr(LETTERS, name[0]) &&
	       strspn(name, NAME_CHARACTERS) == length;
}

bool probe_name_is_valid(const char *name)
{
	return is_well_formed(name) && !is_reserved(name);
}

int probe_name_check(const char *step, const char *name, struct error *error)
{
	if (probe_name_is_built_in(name))
		return 0;
	if (strpbrk(name, "/."))
		error_set(error, ERROR_USAGE,
			  "cannot %s '%s': objects of one's own are not supported yet",
			  step, name);
	else if (!is_well_formed(name))
		error_set(
			error, ERROR_USAGE,
			"cannot %s '%s': a probe's name is a letter and up to 31 of A-Za-z0-9_-",
			step, name);
	else if (is_reserved(name))
		error_set(error, ERROR_USAGE, "cannot %s '%s': this name is reserved",
			  step, name);
	else
		error_set(error, ERROR_USAGE, "cannot %s '%s': there is no such probe",
			  step, name);
	error_hint(error, "the probes are packets and opens");
	return -1;
}
