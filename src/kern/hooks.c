// SPDX-License-Identifier: GPL-2.0-or-later
/* The hooks of this kernel: all sources together. */
#include "kern/hooks.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "kern/hooks_internal.h"
#include "kern/privs.h"

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

/* Each LSM hook is tried itself. */
static int settle_lsm(struct hook *hook, struct error *error)
{
	bool loads = false;
	int missed = hooks_try_lsm(hook->btf_id, &loads, error);

	hook->attach = loads ? hook->attach : 0;
	return missed;
}

static int settle(struct hooks *hooks, const struct hooks *functions, struct error *error)
{
	unsigned int possible = 0;
	int missed = 0;

	if (privs_has(PRIVILEGE_SYS_ADMIN)) {
		missed = hooks_try_attach(&possible, error);
		hooks->is_attach_known = !missed;
	}
	for (size_t i = 0; i < hooks->count; i++) {
		struct hook *hook = &hooks->hooks[i];
		const struct hook *listed =
			hooks_find(functions, HOOK_FUNCTION, hook->name);

		hook->attach = attach_of(hook, functions) & possible;
		if (hook->kind == HOOK_FUNCTION)
			hook->copies = listed ? listed->copies : 0;
		if (hook->attach & ATTACH_LSM)
			missed |= settle_lsm(hook, error);
	}
	return missed;
}

int hooks_miss(int number, struct error *error, const char *format, ...)
{
	struct strbuf words AUTO_STRBUF = {0};
	va_list arguments;

	if (number == ENOENT || number == ENODEV || number == EACCES || number == EPERM)
		return 0;
	va_start(arguments, format);
	strbuf_add_vformat(&words, format, arguments);
	va_end(arguments);
	return error_set_errno(error, number, "%s", strbuf_text(&words));
}

int hooks_read(const char *pattern, struct hooks *hooks, struct error *error)
{
	struct hooks functions AUTO_HOOKS = {0};
	int missed = hooks_add_typed(pattern, hooks, error);

	missed |= hooks_add_functions(pattern, hooks, &functions, error);
	hooks_sort(hooks);
	missed |= hooks_add_events(pattern, hooks, error);
	hooks_sort(hooks);
	missed |= settle(hooks, &functions, error);
	hooks->is_partial = missed;
	return missed;
}
