// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl list [PROBE]... */
#include "cmd/command.h"
#include "cmd/probes.h"
#include "kern/inventory.h"
#include "kern/sandbox.h"
#include "out/writer.h"

struct list_request {
	bool is_json;
};

static const struct option_row options[] = {
	{'j', "json", NULL, "print JSON", .flag = offsetof(struct list_request, is_json)},
	{0},
};

static size_t count_names(const char *const *names)
{
	size_t count = 0;

	while (names[count])
		count++;
	return count;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	const struct list_request *list = request;
	const struct writer *writer = list->is_json ? &writer_json : &writer_text;
	struct inventory inventory CLEANUP(inventory_release) = {0};
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct probe_choice choice AUTO_PROBE_CHOICE = {0};

	if (probes_choose("list", operands, &choice, error) ||
	    pins_open(globals->bpffs, &pins, error) ||
	    inventory_read(&pins, choice.names,
			   choice.is_all ? 0 : count_names(choice.names), &inventory,
			   error) ||
	    sandbox_enter(false, error))
		return command_fail(error);
	writer->list(stdout, &inventory);
	if (!inventory.vanished[0])
		return OUTCOME_DONE;
	error_set(error, ERROR_FAILED, "cannot list '%s': it went while it was looked at",
		  inventory.vanished);
	return OUTCOME_FAILED;
}

const struct command command_list = {
	.name = "list",
	.summary = "what is loaded, and is it healthy",
	.arguments = "[PROBE]... [OPTION]...",
	.description =
		"Shows what is loaded, on which hooks, since when and by which version, who\n"
		"reads, and what became of the interfaces.\n",
	.options = options,
	.request_size = sizeof(struct list_request),
	.run = run,
};
