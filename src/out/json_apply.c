// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for programs: what apply has changed, or would. */
#include <string.h>

#include "out/json_document.h"

static const char *result_of(const struct change *change, bool is_plan)
{
	if (change->error.kind != ERROR_NONE)
		return "failed";
	return is_plan ? "planned" : "done";
}

static void add_change(struct json *json, const struct change *change, bool is_plan)
{
	json_begin_object(json, NULL);
	json_string(json, "probe", change->probe);
	json_string(json, "change", change_name(change->kind));
	json_string(json, "result", result_of(change, is_plan));
	if (*change->ifname)
		json_add_ifname(json, change->ifname);
	else
		json_null(json, "ifname");
	json_string(json, "mode",
		    *change->ifname && change->mode != EBPFCTL_XDP_AUTO ?
			    xdp_mode_name(change->mode) :
			    NULL);
	json_string(json, "via", change->via);
	json_add_message(json, "reason", change->reason);
	json_add_message(json, "note", change->note);
	json_add_message(json, "error", change->error.message);
	json_add_message(json, "hint", change->error.hint);
	json_end_object(json);
}

void json_write_apply(FILE *stream, const struct change_report *report)
{
	struct json json = json_begin_document();

	if (report->is_plan)
		json_bool(&json, "dry_run", true);
	json_begin_array(&json, "changes");
	for (size_t i = 0; i < report->count; i++)
		add_change(&json, &report->changes[i], report->is_plan);
	json_end_array(&json);
	json_end_document(&json, stream);
}
