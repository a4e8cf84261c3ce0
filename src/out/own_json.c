// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for programs: maps of own probes. */
#include <inttypes.h>
#include <math.h>

#include "out/json_document.h"
#include "out/own_page.h"
#include "out/value.h"

static void begin(struct own_page *page, const struct snapshot *snapshot)
{
	page->json = json_begin_document();
	if (snapshot) {
		json_begin_stats(&page->json, snapshot);
	} else {
		json_seconds(&page->json, "time", page->time_ns);
		if (page->has_rates)
			json_number(&page->json, "interval_ns", page->interval_ns);
		json_begin_array(&page->json, "probes");
	}
}

static void probe_begin(struct own_page *page, const struct own_view *probe)
{
	struct json *json = &page->json;

	page->probe = probe;
	json_begin_object(json, NULL);
	json_string(json, "name", probe->name);
	json_id(json, "load_id", probe->load_id);
	if (probe->is_partial)
		json_bool(json, "complete", false);
	json_begin_array(json, "maps");
}

static void begin_contents(struct json *json, const struct map_view *map)
{
	json_string(json, "type", map->type);
	json_number(json, "max_entries", map->max_entries);
	if (map->shape == MAP_VARIABLES || map->shape == MAP_NEXT)
		return;
	if (map->shape == MAP_EVENTS || map->shape == MAP_UNREADABLE)
		json_null(json, "entries");
	else
		json_begin_array(json, "entries");
}

static void map_begin(struct own_page *page, const struct map_view *map)
{
	struct json *json = &page->json;

	own_page_choose(page, map);
	page->shown = 0;
	json_begin_object(json, NULL);
	json_string(json, "name", map->name);
	begin_contents(json, map);
}

static void add_value(struct own_page *page, const char *key, const struct value *value)
{
	struct json *json = &page->json;

	if (!page->is_per_cpu || !page->map->is_per_cpu) {
		json_value(json, key, value);
		return;
	}
	json_begin_array(json, "cpus");
	for (size_t cpu = 0; cpu < value->cpu_count; cpu++) {
		struct value one = value_of_cpu(value, cpu);

		json_value(json, NULL, &one);
	}
	json_end_array(json);
}

static void add_frame(struct own_page *page, uint64_t address)
{
	struct strbuf text AUTO_STRBUF = {0};
	uint64_t offset;
	const char *name = symbols_find(&page->probe->symbols, address, &offset);

	json_begin_object(&page->json, NULL);
	strbuf_add_format(&text, "0x%" PRIx64, address);
	json_string(&page->json, "address", strbuf_text(&text));
	strbuf_clear(&text);
	if (name)
		strbuf_add_format(&text, "%s+0x%" PRIx64, name, offset);
	json_string(&page->json, "symbol", name ? strbuf_text(&text) : NULL);
	json_end_object(&page->json);
}

static void add_frames(struct own_page *page, const struct value *stack)
{
	json_begin_array(&page->json, "value");
	for (size_t i = 0; i < map_view_frames(page->map); i++) {
		uint64_t address = map_view_frame(stack, i);

		if (!address)
			break;
		add_frame(page, address);
	}
	json_end_array(&page->json);
}

/* RATES of an entry, under the names that its columns have. */
static void add_rates(struct own_page *page, const double *rates)
{
	json_begin_object(&page->json, "per_second");
	for (size_t i = page->key_columns; i < page->columns.count; i++) {
		const char *name = own_page_head(page, i);

		if (!type_is_number(page->columns.columns[i].type))
			continue;
		if (isnan(*rates))
			json_null(&page->json, name);
		else
			json_decimal(&page->json, name, *rates);
		rates++;
	}
	json_end_object(&page->json);
}

static void add_entry(struct own_page *page, const struct map_batch *batch, size_t index)
{
	struct value value = map_batch_value(page->map, batch, index);
	struct value key;

	json_begin_object(&page->json, NULL);
	if (page->map->key) {
		key = map_batch_key(page->map, batch, index);
		json_value(&page->json, "key", &key);
	}
	if (map_view_frames(page->map))
		add_frames(page, &value);
	else
		add_value(page, "value", &value);
	if (batch->rates && batch->rate_count)
		add_rates(page, &batch->rates[index * batch->rate_count]);
	json_end_object(&page->json);
}

static void entries(struct own_page *page, const struct map_batch *batch)
{
	page->shown += batch->count;
	if (page->map->shape == MAP_VARIABLES || page->map->shape == MAP_NEXT) {
		struct value value = map_batch_value(page->map, batch, 0);

		if (batch->count)
			json_value(&page->json,
				   page->map->shape == MAP_NEXT ? "next" : "variables",
				   &value);
		if (batch->count && batch->rates && page->map->shape == MAP_VARIABLES)
			add_rates(page, batch->rates);
		return;
	}
	for (size_t i = 0; i < batch->count; i++)
		add_entry(page, batch, i);
}

static void inner_begin(struct own_page *page, const struct value *key, uint32_t id,
			const struct map_view *map)
{
	struct json *json = &page->json;

	json_begin_object(json, NULL);
	json_value(json, "key", key);
	json_begin_object(json, "value");
	json_number(json, "map_id", id);
	if (map)
		begin_contents(json, map);
	else
		json_null(json, "entries");
	page->map = map;
	page->shown = 0;
}

static void end_contents(struct own_page *page)
{
	const struct map_view *map = page->map;
	bool has_list = map && (map->shape == MAP_ENTRIES || map->shape == MAP_STACKS ||
				map->shape == MAP_OF_MAPS);

	if (has_list)
		json_end_array(&page->json);
	else if (map && map->shape == MAP_NEXT && !page->shown)
		json_null(&page->json, "next");
}

static void inner_end(struct own_page *page, const struct map_view *outer)
{
	end_contents(page);
	json_end_object(&page->json);
	json_end_object(&page->json);
	page->map = outer;
}

static void map_end(struct own_page *page, uint64_t left_out, const char *problem)
{
	end_contents(page);
	if (left_out)
		json_number(&page->json, "left_out", left_out);
	if (problem)
		json_string(&page->json, "error", problem);
	json_end_object(&page->json);
}

static void probe_end(struct own_page *page)
{
	json_end_array(&page->json);
	json_end_object(&page->json);
}

static void end(struct own_page *page, bool is_complete)
{
	json_end_array(&page->json);
	if (!is_complete)
		json_bool(&page->json, "complete", false);
	json_end_line(&page->json, &page->json.text);
}

const struct own_writer own_writer_json = {
	.begin = begin,
	.probe_begin = probe_begin,
	.map_begin = map_begin,
	.entries = entries,
	.inner_begin = inner_begin,
	.inner_end = inner_end,
	.map_end = map_end,
	.probe_end = probe_end,
	.end = end,
};
