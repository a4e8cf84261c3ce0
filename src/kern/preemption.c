// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How the kernel preempts itself. uname -v names a model that was built in; with
 * PREEMPT_DYNAMIC the one that was chosen stands in debugfs (sched/preempt, in brackets).
 */
#include "kern/preemption.h"

#include <string.h>
#include <sys/utsname.h>

#include "kern/detached_mount.h"

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if ((at == text || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

static bool is_chosen_full(void)
{
	char text[128];

	return !detached_mount_read("debugfs", "sched/preempt", text, sizeof(text)) &&
	       strstr(text, "(full)");
}

bool preemption_is_full(void)
{
	struct utsname name;

	if (uname(&name))
		return false;
	if (has_word(name.version, "PREEMPT_RT") || has_word(name.version, "PREEMPT"))
		return true;
	return has_word(name.version, "PREEMPT_DYNAMIC") && is_chosen_full();
}
