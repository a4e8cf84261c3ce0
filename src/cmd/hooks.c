// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl hooks PATTERN */
#include "kern/hooks.h"

#include "base/log.h"
#include "cmd/command.h"
#include "kern/privs.h"
#include "out/writer.h"

struct hooks_request {
	bool is_json;
};

static const struct option_row options[] = {
	{'j', "json", NULL, "print JSON",
	 .flag = offsetof(struct hooks_request, is_json)},
	{0},
};

static int check_operands(const char *const *operands, struct error *error)
{
	if (!operands[0])
		return error_set(error, ERROR_USAGE, "a pattern is missing");
	if (hook_check_pattern(operands[0], error))
		return -1;
	return command_refuse_operands(operands + 1, error);
}

static void warn(const struct hooks *hooks)
{
	if (!hooks->has_types)
		log_warning(
			"cannot read the kernel's types (BTF): the prototypes are unknown");
	if (!hooks->is_attach_known && !hooks->is_partial)
		log_warning("what attaches is found out by trying: sudo ebpfctl hooks");
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	const struct hooks_request *hooks_request = request;
	const struct writer *writer =
		hooks_request->is_json ? &writer_json : &writer_text;
	struct hooks hooks AUTO_HOOKS = {0};

	(void)globals;
	if (check_operands(operands, error))
		return command_fail(error);
	hooks_read(operands[0], &hooks, error);
	if (privs_drop_all(error))
		return command_fail(error);
	warn(&hooks);
	writer->hooks(stdout, &hooks);
	if (hooks.is_partial) {
		error_hint(error, "what is shown may lack some of it: try again");
		return command_fail(error);
	}
	if (hooks.count)
		return OUTCOME_DONE;
	error_set(error, ERROR_FAILED, "cannot find '%s': no hook has such a name",
		  operands[0]);
	error_hint(error, "ebpfctl hooks '*PART*' finds names with PART in them");
	return OUTCOME_FAILED;
}

const struct command command_hooks = {
	.name = "hooks",
	.summary = "prototypes, and what attaches",
	.arguments = "PATTERN [OPTION]...",
	.description =
		"Shows each kernel function, tracepoint and LSM hook whose name the shell PATTERN\n"
		"matches: its prototype, and what can be attached to it on this machine.\n",
	.options = options,
	.request_size = sizeof(struct hooks_request),
	.run = run,
};
