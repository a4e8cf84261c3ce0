// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl help [COMMAND] */
#include "cmd/command.h"
#include "cmd/usage.h"

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	const struct command *command;

	(void)globals;
	(void)request;
	if (!operands[0]) {
		usage_print_overview(stdout);
		return OUTCOME_DONE;
	}
	if (command_refuse_operands(operands + 1, error))
		return OUTCOME_USAGE;
	command = command_find(operands[0]);
	if (!command) {
		error_set(error, ERROR_USAGE, "unknown command '%s'", operands[0]);
		error_hint(error, "ebpfctl help");
		return OUTCOME_USAGE;
	}
	usage_print_command(stdout, command);
	return OUTCOME_DONE;
}

const struct command command_help = {
	.name = "help",
	.summary = "explain a command",
	.arguments = "[COMMAND]",
	.description = "Without COMMAND: all of them, a line each.\n",
	.run = run,
};
