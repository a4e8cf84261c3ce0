// SPDX-License-Identifier: GPL-2.0-or-later
/* The hooks of this kernel: all sources together. */
#include "kern/hooks.h"

#include <string.h>

#include "kern/hooks_internal.h"

char *hooks_next_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (!*line)
		return NULL;
	*at = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	return line;
}

/*
 * A function by the kernel's lists, and by its arguments where they are known; the second
 * of two with one name cannot be meant by it.
 */
static unsigned int attach_of_function(const struct hook *hook,
				       const struct hooks *functions)
{
	const struct hook *listed = hooks_find(functions, HOOK_FUNCTION, hook->name);

	if (!listed || listed->copies != 1)
		return 0;
	return listed->attach & (hook->attach | ATTACH_PROBES);
}

static unsigned int attach_of(const struct hook *hook, const struct hooks *functions)
{
	switch (hook->kind) {
	case HOOK_FUNCTION:
		return attach_of_function(hook, functions);
	case HOOK_LSM:
		return ATTACH_LSM;
	case HOOK_TRACEPOINT:
		break;
	}
	return (hook->prototype ? ATTACH_RAW_TRACEPOINT : 0) |
	       (hook->category ? ATTACH_TRACEPOINT : 0);
}

static void settle(struct hooks *hooks, const struct hooks *functions)
{
	unsigned int possible = 0;

	hooks->is_attach_known = hooks_try_attach(&possible);
	for (size_t i = 0; i < hooks->count; i++) {
		struct hook *hook = &hooks->hooks[i];
		const struct hook *listed =
			hooks_find(functions, HOOK_FUNCTION, hook->name);

		hook->attach = attach_of(hook, functions) & possible;
		if (hook->kind == HOOK_FUNCTION)
			hook->copies = listed ? listed->copies : 0;
		if (hook->attach & ATTACH_LSM && !hooks_try_lsm(hook->btf_id))
			hook->attach = 0;
	}
}

void hooks_read(const char *pattern, struct hooks *hooks)
{
	struct hooks functions AUTO_HOOKS = {0};

	hooks_add_typed(pattern, hooks);
	hooks_add_functions(pattern, hooks, &functions);
	hooks_sort(hooks);
	hooks_add_events(pattern, hooks);
	hooks_sort(hooks);
	settle(hooks, &functions);
}
