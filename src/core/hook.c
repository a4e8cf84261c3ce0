// SPDX-License-Identifier: GPL-2.0-or-later
/* The hooks of a kernel. */
#include "core/hook.h"

#include <fnmatch.h>
#include <string.h>

#include "base/memory.h"

#define PATTERN_MAX 511 /* KSYM_NAME_LEN - 1 */

const char *hook_kind_name(enum hook_kind kind)
{
	static const char *const names[] = {
		[HOOK_FUNCTION] = "function",
		[HOOK_TRACEPOINT] = "tracepoint",
		[HOOK_LSM] = "lsm",
	};

	return names[kind];
}

const char *hook_attach_name(unsigned int number)
{
	static const char *const names[ATTACH_COUNT] = {
		"fentry",     "fexit",		"kprobe", "kretprobe",
		"tracepoint", "raw_tracepoint", "lsm",
	};

	return names[number];
}

/* A backslash that nothing stands behind. */
static bool ends_with_escape(const char *pattern)
{
	for (; *pattern; pattern++)
		if (*pattern == '\\' && !*++pattern)
			return true;
	return false;
}

int hook_check_pattern(const char *pattern, struct error *error)
{
	const char *open = strchr(pattern, '[');
	size_t length = strlen(pattern);

	if (!length || length > PATTERN_MAX)
		return error_set(error, ERROR_USAGE,
				 "pattern '%s': not 1 to %d characters", pattern,
				 PATTERN_MAX);
	if (open && !strchr(open + 1, ']'))
		return error_set(error, ERROR_USAGE, "pattern '%s': a [ without its ]",
				 pattern);
	if (ends_with_escape(pattern))
		return error_set(error, ERROR_USAGE,
				 "pattern '%s': nothing stands behind the \\", pattern);
	return 0;
}

bool hook_matches(const char *pattern, const char *name)
{
	if (!pattern[strcspn(pattern, "*?[\\")])
		return !strcmp(pattern, name);
	if (!strcmp(pattern, "*"))
		return true;
	return !fnmatch(pattern, name, 0);
}

struct hook *hooks_add(struct hooks *hooks, enum hook_kind kind, const char *name)
{
	struct hook *hook;

	if (hooks->count == hooks->capacity) {
		hooks->capacity = hooks->capacity ? hooks->capacity * 2 : 64;
		hooks->hooks = memory_resize(hooks->hooks, hooks->capacity,
					     sizeof(*hooks->hooks));
	}
	hook = &hooks->hooks[hooks->count++];
	*hook = (struct hook){.name = memory_copy_string(name), .kind = kind};
	return hook;
}

static int compare(const struct hook *left, const struct hook *right)
{
	int by_name = strcmp(left->name, right->name);

	return by_name ? by_name : (int)left->kind - (int)right->kind;
}

static size_t said_by(const struct hook *hook)
{
	return hook->prototype ? strlen(hook->prototype) : 0;
}

/* Where both are equal too, the one with the prototype that says more comes first. */
static int compare_fully(const void *left_hook, const void *right_hook)
{
	const struct hook *left = left_hook, *right = right_hook;
	int order = compare(left, right);

	return order ? order :
		       (said_by(left) < said_by(right)) -
			       (said_by(left) > said_by(right));
}

static void release_hook(struct hook *hook)
{
	free(hook->name);
	free(hook->prototype);
	free(hook->category);
}

void hooks_sort(struct hooks *hooks)
{
	size_t kept = 0;

	if (!hooks->count)
		return;
	qsort(hooks->hooks, hooks->count, sizeof(*hooks->hooks), compare_fully);
	for (size_t i = 1; i < hooks->count; i++) {
		if (compare(&hooks->hooks[kept], &hooks->hooks[i]))
			hooks->hooks[++kept] = hooks->hooks[i];
		else
			release_hook(&hooks->hooks[i]);
	}
	hooks->count = kept + 1;
}

struct hook *hooks_find(const struct hooks *hooks, enum hook_kind kind, const char *name)
{
	size_t low = 0, high = hooks->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct hook *hook = &hooks->hooks[middle];
		int order = strcmp(hook->name, name);

		if (!order)
			order = (int)hook->kind - (int)kind;
		if (!order)
			return hook;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void hooks_release(struct hooks *hooks)
{
	for (size_t i = 0; i < hooks->count; i++)
		release_hook(&hooks->hooks[i]);
	free(hooks->hooks);
	*hooks = (struct hooks){0};
}
