// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for programs: what is loaded. */
#include "base/clock.h"
#include "out/json_document.h"

/* None has the id 0: it stands for one that may not be looked at. */
static void add_id(struct json *json, const char *key, uint32_t id)
{
	if (id)
		json_number(json, key, id);
}

static void begin_object_entry(struct json *json, const struct object_entry *entry)
{
	json_begin_object(json, NULL);
	json_string(json, "name", entry->name);
	add_id(json, "id", entry->id);
}

/* What nobody has counted is not 0. */
static void add_runs(struct json *json, const struct object_entry *program,
		     bool is_time_taken)
{
	if (program->run_count || is_time_taken)
		json_number(json, "run_count", program->run_count);
	else
		json_null(json, "run_count");
	if (program->run_count)
		json_number(json, "run_mean_ns", program->run_ns / program->run_count);
	else
		json_null(json, "run_mean_ns");
}

static void add_programs(struct json *json, const struct probe_entry *probe,
			 bool is_time_taken)
{
	json_begin_array(json, "programs");
	for (size_t i = 0; i < probe->program_count; i++) {
		begin_object_entry(json, &probe->programs[i]);
		add_runs(json, &probe->programs[i], is_time_taken);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_maps(struct json *json, const struct probe_entry *probe)
{
	json_begin_array(json, "maps");
	for (size_t i = 0; i < probe->map_count; i++) {
		begin_object_entry(json, &probe->maps[i]);
		if (probe->maps[i].id)
			json_number(json, "memory_bytes", probe->maps[i].memory_bytes);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_link(struct json *json, const struct link_entry *link)
{
	json_begin_object(json, NULL);
	json_string(json, "type", link->type);
	json_string(json, "name", link->name);
	add_id(json, "id", link->id);
	add_id(json, "program_id", link->program_id);
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
		json_number(json, "memory_bytes", reader->memory_bytes);
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
		json_null(json, "applied");
		json_null(json, "via");
		return;
	}
	json_id(json, "load_id", probe->load_id);
	json_seconds(json, "loaded_at", clock_date_ns(probe->loaded_ns, boot_offset_ns));
	json_string(json, "version", probe->version);
	json_bool(json, "applied", probe->is_applied);
	json_string(json, "via", *probe->via ? probe->via : NULL);
}

void json_write_list(FILE *stream, const struct inventory *inventory)
{
	struct json json = json_begin_document();

	json_begin_array(&json, "probes");
	for (size_t i = 0; i < inventory->count; i++) {
		const struct probe_entry *probe = &inventory->probes[i];

		json_begin_object(&json, NULL);
		json_string(&json, "name", probe->name);
		json_string(&json, "health", probe_health_name(probe->health));
		add_meta(&json, probe, inventory->boot_offset_ns);
		json_string(&json, "group", *probe->group ? probe->group : NULL);
		add_programs(&json, probe, inventory->is_time_taken);
		add_maps(&json, probe);
		json_begin_array(&json, "links");
		for (size_t link = 0; link < probe->link_count; link++)
			add_link(&json, &probe->links[link]);
		json_end_array(&json);
		if (!probe->is_partial)
			add_readers(&json, probe);
		else
			json_bool(&json, "complete", false);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_number(&json, "leftovers", inventory->leftovers);
	if (inventory->vanished[0])
		json_bool(&json, "complete", false);
	json_end_document(&json, stream);
}
