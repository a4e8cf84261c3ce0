// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of commands. */
#include "cmd/command.h"

#include <string.h>

const struct command *const commands[] = {
#define COMMAND(name, summary) &command_##name,
#include "cmd/commands.def"
#undef COMMAND
	NULL,
};

const struct command *command_find(const char *name)
{
	for (const struct command *const *command = commands; *command; command++)
		if (!strcmp((*command)->name, name))
			return *command;
	return NULL;
}

enum outcome command_fail(const struct error *error)
{
	switch (error->kind) {
	case ERROR_USAGE:
		return OUTCOME_USAGE;
	case ERROR_NOT_LOADED:
		return OUTCOME_NOT_LOADED;
	default:
		return OUTCOME_FAILED;
	}
}

int command_refuse_operands(const char *const *operands, struct error *error)
{
	if (!*operands)
		return 0;
	return error_set(error, ERROR_USAGE, "unexpected word '%s'", *operands);
}
