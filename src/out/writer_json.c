// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writer for programs: one JSON object a command, on one line; events one object a
 * line. Keys stay as they are; new ones may come. What is not known is null.
 */
#include <string.h>

#include "out/json_document.h"
#include "out/writer.h"

/* A message can name what the user typed, whatever that was. */
static void add_message(struct json *json, const char *key, const char *message)
{
	if (message)
		json_bytes(json, key, message, strlen(message));
	else
		json_null(json, key);
}

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
		add_message(json, "note", interface->note);
		json_end_object(json);
	}
	json_end_array(json);
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
		json_string(&json, "via", result->via);
		add_message(&json, "note", result->note);
		add_message(&json, "error", result->error.message);
		add_message(&json, "hint", result->error.hint);
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
		add_message(&json, "ifname", report->results[i].ifname);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_end_document(&json, stream);
}

/* ---- list ---- */

static void add_objects(struct json *json, const char *key,
			const struct object_entry *entries, size_t count)
{
	json_begin_array(json, key);
	for (size_t i = 0; i < count; i++) {
		json_begin_object(json, NULL);
		json_string(json, "name", entries[i].name);
		json_number(json, "id", entries[i].id);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_link(struct json *json, const struct link_entry *link)
{
	json_begin_object(json, NULL);
	json_string(json, "type", link->type);
	json_string(json, "name", link->name);
	json_number(json, "id", link->id);
	if (link->is_interface) {
		json_add_ifname(json, link->ifname);
		json_string(json, "mode", xdp_mode_name(link->mode));
	} else {
		json_null(json, "ifname");
		json_null(json, "mode");
	}
	json_string(json, "health", link_health_name(link->health));
	json_end_object(json);
}

static void add_readers(struct json *json, const struct probe_entry *probe)
{
	json_begin_array(json, "readers");
	for (size_t i = 0; i < probe->reader_count; i++) {
		const struct reader_entry *reader = &probe->readers[i];

		json_begin_object(json, NULL);
		json_number(json, "pid", reader->pid);
		json_number(json, "delivered", reader->books.delivered);
		json_number(json, "filtered", reader->books.filtered);
		json_number(json, "dropped", reader->books.dropped);
		json_number(json, "lapsed", reader->books.lapsed);
		json_number(json, "lag_bytes", reader->lag_bytes);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_meta(struct json *json, const struct probe_entry *probe,
		     uint64_t boot_offset_ns)
{
	if (!probe->has_meta) {
		json_null(json, "load_id");
		json_null(json, "loaded_at");
		json_null(json, "version");
		json_null(json, "via");
		return;
	}
	json_id(json, "load_id", probe->load_id);
	json_seconds(json, "loaded_at", probe->loaded_ns + boot_offset_ns);
	json_string(json, "version", probe->version);
	json_string(json, "via", *probe->via ? probe->via : NULL);
}

static void write_list(FILE *stream, const struct inventory *inventory)
{
	struct json json = json_begin_document();

	json_begin_array(&json, "probes");
	for (size_t i = 0; i < inventory->count; i++) {
		const struct probe_entry *probe = &inventory->probes[i];

		json_begin_object(&json, NULL);
		json_string(&json, "name", probe->name);
		json_string(&json, "health", probe_health_name(probe->health));
		add_meta(&json, probe, inventory->boot_offset_ns);
		add_objects(&json, "programs", probe->programs, probe->program_count);
		add_objects(&json, "maps", probe->maps, probe->map_count);
		json_begin_array(&json, "links");
		for (size_t link = 0; link < probe->link_count; link++)
			add_link(&json, &probe->links[link]);
		json_end_array(&json);
		add_readers(&json, probe);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_number(&json, "leftovers", inventory->leftovers);
	json_end_document(&json, stream);
}

const struct writer writer_json = {
	.load = write_load,
	.unload = write_unload,
	.stats = json_write_stats,
	.watch = json_write_watch,
	.list = write_list,
	.check = json_write_check,
	.hooks = json_write_hooks,
	.events_begin = json_write_events_begin,
	.event = json_add_event,
	.counts = json_write_counts,
	.events_end = json_write_events_end,
};
