// SPDX-License-Identifier: GPL-2.0-or-later
/* What `apply` changes. */
#include "core/change.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

static const struct {
	const char *name, *done, *plan;
} words[] = {
	[CHANGE_LOAD] = {"load", "loaded", "would load"},
	[CHANGE_ATTACH] = {"attach", "attached", "would attach"},
	[CHANGE_DETACH] = {"detach", "detached", "would detach"},
	[CHANGE_REPLACE] = {"replace", "replaced", "would replace"},
	[CHANGE_RELOAD] = {"reload", "reloaded", "would reload"},
	[CHANGE_UNLOAD] = {"unload", "unloaded", "would unload"},
};

const char *change_name(enum change_kind kind)
{
	return words[kind].name;
}

const char *change_words(enum change_kind kind, bool is_plan)
{
	return is_plan ? words[kind].plan : words[kind].done;
}

struct change *change_report_add(struct change_report *report, const char *probe,
				 enum change_kind kind, char *reason)
{
	struct change *added;

	report->changes = memory_resize(report->changes, report->count + 1,
					sizeof(*report->changes));
	added = &report->changes[report->count++];
	*added = (struct change){.kind = kind, .reason = reason};
	snprintf(added->probe, sizeof(added->probe), "%s", probe);
	return added;
}

bool change_report_has_failure(const struct change_report *report, bool counts_missing)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->changes[i].error.kind != ERROR_NONE &&
		    (counts_missing || !report->changes[i].is_missing))
			return true;
	return false;
}

bool change_report_differs(const struct change_report *report, bool counts_missing)
{
	for (size_t i = 0; i < report->count; i++)
		if (counts_missing || !report->changes[i].is_missing)
			return true;
	return false;
}

void change_report_release(struct change_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		free(report->changes[i].reason);
		free(report->changes[i].note);
		error_clear(&report->changes[i].error);
	}
	free(report->changes);
	*report = (struct change_report){0};
}
