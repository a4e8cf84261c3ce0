// SPDX-License-Identifier: GPL-2.0-or-later
/* Which probes a command is for. */
#include "cmd/probes.h"

#include <string.h>

#include "base/memory.h"
#include "ebpfctl_abi.h"

static bool is_named(const char *probe, const char *const *operands)
{
	for (; *operands; operands++)
		if (!strcmp(probe, *operands))
			return true;
	return false;
}

static size_t count_words(const char *const *words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return count;
}

int probes_choose(const char *step, const char *const *operands,
		  struct probe_choice *ret_choice, struct error *error)
{
	struct probe_choice choice = {.is_all = !*operands};
	size_t count = 0;

	for (const char *const *operand = operands; *operand; operand++)
		if (probe_name_check(step, *operand, error))
			return -1;
	choice.names = memory_new(count_words(probe_names) + count_words(operands) + 1,
				  sizeof(*choice.names));
	for (const char *const *probe = probe_names; *probe; probe++)
		if (choice.is_all || is_named(*probe, operands))
			choice.names[count++] = *probe;
	for (const char *const *operand = operands; *operand; operand++)
		if (!is_named(*operand, choice.names))
			choice.names[count++] = *operand;
	choice.has_packets = is_named(PROBE_PACKETS, choice.names);
	choice.has_opens = is_named(PROBE_OPENS, choice.names);
	*ret_choice = choice;
	return 0;
}

void probe_choice_release(struct probe_choice *choice)
{
	free(choice->names);
	*choice = (struct probe_choice){0};
}

int probes_check_ifname(const char *name, struct error *error)
{
	size_t length = strlen(name);

	if (length >= 1 && length < EBPFCTL_IFNAME_LEN && !strpbrk(name, "/ \t\n"))
		return 0;
	return error_set(error, ERROR_USAGE,
			 "interface '%s': not a name of 1 to %d bytes", name,
			 EBPFCTL_IFNAME_LEN - 1);
}
