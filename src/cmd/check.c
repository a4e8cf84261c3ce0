// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl check */
#include "kern/check.h"

#include <sys/stat.h>

#include "cmd/command.h"
#include "core/probe_name.h"
#include "kern/privs.h"
#include "out/writer.h"

struct check_request {
	bool is_json;
};

static const struct option_row options[] = {
	{'j', "json", NULL, "print JSON",
	 .flag = offsetof(struct check_request, is_json)},
	{0},
};

/* With the rights that a load keeps: what one more could do would be no answer. */
static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	const struct check_request *check = request;
	const struct writer *writer = check->is_json ? &writer_json : &writer_text;
	struct findings findings AUTO_FINDINGS = {0};

	if (command_refuse_operands(operands, error) || privs_keep_for_load(false, error))
		return command_fail(error);
	umask(077);
	check_run(globals->bpffs, &findings);
	if (privs_drop_all(error))
		return command_fail(error);
	writer->check(stdout, &findings);
	return findings_would_load(&findings, PROBE_PACKETS) &&
			       findings_would_load(&findings, PROBE_OPENS) ?
		       OUTCOME_DONE :
		       OUTCOME_FAILED;
}

const struct command command_check = {
	.name = "check",
	.summary = "what this kernel allows, by trying it",
	.arguments = "[OPTION]...",
	.description =
		"Tries each way to load packets and opens, where it disturbs nobody, and says what\n"
		"works, what does not, and what helps. Exits 0 when a load would work. Nothing that\n"
		"is loaded is touched, and nothing is left.\n",
	.options = options,
	.request_size = sizeof(struct check_request),
	.run = run,
};
