// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writer for programs: one JSON object a command, on one line; events one object a
 * line. Keys stay as they are; new ones may come. What is not known is null.
 */
#include <string.h>

#include "out/json_document.h"
#include "out/writer.h"

/* ---- load, unload ---- */

static void add_load_interfaces(struct json *json, const struct load_result *result)
{
	json_begin_array(json, "interfaces");
	for (size_t i = 0; i < result->interface_count; i++) {
		const struct interface_result *interface = &result->interfaces[i];

		json_begin_object(json, NULL);
		json_add_ifname(json, interface->ifname);
		json_string(json, "mode", xdp_mode_name(interface->mode));
		json_bool(json, "already", interface->was_there);
		json_add_message(json, "note", interface->note);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_load_programs(struct json *json, const struct load_result *result)
{
	json_begin_array(json, "programs");
	for (size_t i = 0; i < result->program_count; i++) {
		const struct program_result *program = &result->programs[i];

		json_begin_object(json, NULL);
		json_add_message(json, "name", program->name);
		json_add_message(json, "hook", program->hook);
		json_add_message(json, "note", program->note);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_load_maps(struct json *json, const struct load_result *result)
{
	json_begin_array(json, "maps");
	for (size_t i = 0; i < result->map_count; i++) {
		const struct map_result *map = &result->maps[i];

		json_begin_object(json, NULL);
		json_add_message(json, "name", map->name);
		json_string(json, "type", map->type);
		json_number(json, "max_entries", map->max_entries);
		json_number(json, "key_size", map->key_size);
		json_number(json, "value_size", map->value_size);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_load_globals(struct json *json, const struct load_result *result)
{
	json_begin_array(json, "globals");
	for (size_t i = 0; i < result->global_count; i++) {
		const struct global_result *global = &result->globals[i];

		json_begin_object(json, NULL);
		json_add_message(json, "name", global->name);
		json_add_message(json, "type", global->type);
		json_add_message(json, "value", global->value);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_load_own(struct json *json, const struct load_report *report,
			 const struct load_result *result)
{
	add_load_programs(json, result);
	if (!report->is_plan)
		return;
	add_load_maps(json, result);
	add_load_globals(json, result);
}

static void write_load(FILE *stream, const struct load_report *report)
{
	struct json json = json_begin_document();

	if (report->is_plan)
		json_bool(&json, "dry_run", true);
	json_begin_array(&json, "results");
	for (size_t i = 0; i < report->count; i++) {
		const struct load_result *result = &report->results[i];

		json_begin_object(&json, NULL);
		json_string(&json, "probe", result->probe);
		json_string(&json, "result", load_outcome_name(result->outcome));
		add_load_interfaces(&json, result);
		if (result->is_own)
			add_load_own(&json, report, result);
		json_string(&json, "via", result->via);
		json_add_message(&json, "note", result->note);
		json_add_message(&json, "error", result->error.message);
		json_add_message(&json, "hint", result->error.hint);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_end_document(&json, stream);
}

static void write_unload(FILE *stream, const struct unload_report *report)
{
	struct json json = json_begin_document();

	json_begin_array(&json, "results");
	for (size_t i = 0; i < report->count; i++) {
		json_begin_object(&json, NULL);
		json_string(&json, "probe", report->results[i].probe);
		json_string(&json, "result", "unloaded");
		json_add_message(&json, "ifname", report->results[i].ifname);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_end_document(&json, stream);
}

const struct writer writer_json = {
	.load = write_load,
	.unload = write_unload,
	.apply = json_write_apply,
	.stats = json_write_stats,
	.watch = json_write_watch,
	.list = json_write_list,
	.check = json_write_check,
	.hooks = json_write_hooks,
	.events_begin = json_write_events_begin,
	.event = json_add_event,
	.counts = json_write_counts,
	.events_end = json_write_events_end,
};
