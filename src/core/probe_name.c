// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of probes. */
#include "core/probe_name.h"

#include <stdio.h>
#include <string.h>

const char *const probe_names[] = {PROBE_PACKETS, PROBE_OPENS, NULL};

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define PROBES_HINT \
	"the built-in probes are packets and opens; ebpfctl list shows all that are loaded"
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

bool probe_name_is_file(const char *word)
{
	return strpbrk(word, "/.");
}

/* Longer ones are cut: what they were is no name in any case. */
static void name_after(const char *file, char *ret_name, size_t size)
{
	const char *slash = strrchr(file, '/');
	const char *base = slash ? slash + 1 : file;
	size_t length = strcspn(base, ".");

	snprintf(ret_name, size, "%.*s", (int)(length < size ? length : size - 1), base);
	for (char *at = ret_name; *at; at++)
		if (!strchr(NAME_CHARACTERS, *at))
			*at = '_';
}

/* What a name has to be, where NAME is none; else NULL. */
static const char *objection(const char *name)
{
	if (!is_well_formed(name))
		return "a probe's name is a letter and up to 31 of A-Za-z0-9_-";
	return is_reserved(name) ? "this name is reserved" : NULL;
}

static int refuse_file(const char *step, const char *file, struct error *error)
{
	char name[PROBE_NAME_MAX + 2];

	name_after(file, name, sizeof(name));
	error_set(error, ERROR_USAGE, "cannot %s '%s': it is a file, not a probe", step,
		  file);
	error_hint(error, "%s",
		   objection(name) ?
			   PROBES_HINT :
			   "a probe is named after its file, without what follows "
			   "the first dot");
	return -1;
}

int probe_name_check(const char *step, const char *name, struct error *error)
{
	const char *reason = objection(name);

	if (!reason)
		return 0;
	if (probe_name_is_file(name))
		return refuse_file(step, name, error);
	error_set(error, ERROR_USAGE, "cannot %s '%s': %s", step, name, reason);
	error_hint(error, PROBES_HINT);
	return -1;
}

int probe_name_of_file(const char *file, const char *wanted,
		       char ret_name[PROBE_NAME_MAX + 1], struct error *error)
{
	char name[PROBE_NAME_MAX + 2];
	const char *reason;

	if (wanted)
		snprintf(name, sizeof(name), "%s", wanted);
	else
		name_after(file, name, sizeof(name));
	reason = objection(name);
	if (!reason && probe_name_is_built_in(name))
		reason = "this name belongs to a built-in probe";
	if (!reason) {
		memcpy(ret_name, name, PROBE_NAME_MAX + 1);
		return 0;
	}
	error_set(error, ERROR_USAGE, "cannot load '%s' as '%s': %s", file,
		  wanted ? wanted : name, reason);
	error_hint(error, "ebpfctl load %s --name NAME", file);
	return -1;
}
