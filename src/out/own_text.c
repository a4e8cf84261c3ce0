// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: maps of own probes, a table for each. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "out/own_table.h"
#include "out/text.h"
#include "out/value.h"

#define MAP_INDENT 2
#define TABLE_INDENT 4

static struct strbuf *text_of(struct own_page *page)
{
	return &page->json.text;
}

static void begin(struct own_page *page, const struct snapshot *snapshot)
{
	if (snapshot)
		text_add_stats(text_of(page), snapshot);
}

static void probe_begin(struct own_page *page, const struct own_view *probe)
{
	page->probe = probe;
	text_add_probe(text_of(page), probe->name);
	strbuf_add(text_of(page), "since ");
	text_add_date(text_of(page), probe->loaded_ns);
	strbuf_add(text_of(page),
		   probe->count || probe->is_partial ? "\n" : ", no maps\n");
	if (probe->is_partial)
		strbuf_add(text_of(page),
			   "  not all of it may be seen: sudo ebpfctl stats\n");
}

static void add_size(struct strbuf *text, const struct map_view *map)
{
	if (map->shape == MAP_VARIABLES || !map->max_entries)
		return;
	strbuf_add_format(text, " of %" PRIu32, map->max_entries);
}

/* What stands behind the name of one that is no table. */
static const char *remark(const struct map_view *map)
{
	if (map->shape == MAP_UNREADABLE)
		return ": only programs can read it";
	if (map->shape == MAP_EVENTS)
		return ": a stream, for `ebpfctl events`";
	return map->shape == MAP_NEXT ? ": what comes next" : "";
}

static void begin_table(struct own_page *page, const struct map_view *map, size_t indent)
{
	page->indent = indent;
	page->shown = page->zeroes = 0;
	own_page_choose(page, map);
}

static void map_begin(struct own_page *page, const struct map_view *map)
{
	struct strbuf *text = text_of(page);

	begin_table(page, map, TABLE_INDENT);
	strbuf_add_spaces(text, MAP_INDENT);
	strbuf_add_format(text, "%s  %s", map->name, map->type);
	add_size(text, map);
	strbuf_add_format(text, "%s\n", remark(map));
}

/* ---- variables, stacks ---- */

/* RATE is NULL where it has none. */
static void add_variable(struct own_page *page, const struct column *column,
			 const struct value *section, size_t width, const double *rate)
{
	struct strbuf *text = text_of(page);
	struct value value = column_value(column, section);

	strbuf_add_spaces(text, page->indent);
	text_add_left(text, width + OWN_TABLE_GAP, column->name);
	text_add_value(text, &value);
	if (rate && !isnan(*rate))
		strbuf_add_format(text, "  %.1f/s", *rate);
	strbuf_add(text, "\n");
}

static void add_variables(struct own_page *page, const struct value *section,
			  const double *rates)
{
	size_t width = 0;

	for (size_t i = page->key_columns; i < page->columns.count; i++)
		if (width < strlen(page->columns.columns[i].name))
			width = strlen(page->columns.columns[i].name);
	for (size_t i = page->key_columns; i < page->columns.count; i++) {
		const struct column *column = &page->columns.columns[i];
		bool has_rate = rates && type_is_number(column->type);

		add_variable(page, column, section, width, has_rate ? rates++ : NULL);
	}
}

static void add_stack(struct own_page *page, const struct value *key,
		      const struct value *stack)
{
	struct strbuf *text = text_of(page);

	strbuf_add_spaces(text, page->indent);
	text_add_value(text, key);
	strbuf_add(text, ":\n");
	for (size_t i = 0; i < map_view_frames(page->map); i++) {
		uint64_t address = map_view_frame(stack, i), offset;
		const char *name = symbols_find(&page->probe->symbols, address, &offset);

		if (!address)
			return;
		strbuf_add_spaces(text, page->indent + OWN_TABLE_GAP);
		if (name)
			strbuf_add_format(text, "%s+0x%" PRIx64 "\n", name, offset);
		else
			strbuf_add_format(text, "0x%" PRIx64 "\n", address);
	}
}

static void entries(struct own_page *page, const struct map_batch *batch)
{
	page->shown += batch->count;
	if (!map_view_frames(page->map) && page->map->shape != MAP_VARIABLES) {
		own_table_add(page, batch);
		return;
	}
	for (size_t i = 0; i < batch->count; i++) {
		struct value value = map_batch_value(page->map, batch, i);
		struct value key = map_batch_key(page->map, batch, i);

		if (page->map->shape == MAP_VARIABLES)
			add_variables(page, &value, batch->rates);
		else
			add_stack(page, &key, &value);
	}
}

/* ---- the rest ---- */

static void add_remark(struct own_page *page, const char *words)
{
	strbuf_add_spaces(text_of(page), page->indent);
	strbuf_add_format(text_of(page), "%s\n", words);
}

static void end_table(struct own_page *page)
{
	const struct map_view *map = page->map;

	if (map->shape == MAP_EVENTS || map->shape == MAP_UNREADABLE)
		return;
	if (!page->shown)
		add_remark(page, "(empty)");
	if (page->zeroes) {
		strbuf_add_spaces(text_of(page), page->indent);
		strbuf_add_format(text_of(page), "(%" PRIu64 "%s all zeros)\n",
				  page->zeroes,
				  page->zeroes == page->shown ? "," : " more,");
	}
}

static void inner_begin(struct own_page *page, const struct value *key, uint32_t id,
			const struct map_view *map)
{
	struct strbuf *text = text_of(page);

	strbuf_add_spaces(text, TABLE_INDENT);
	strbuf_add(text, "[");
	text_add_value(text, key);
	strbuf_add_format(text, "]  map %" PRIu32, id);
	if (map) {
		strbuf_add_format(text, ", %s", map->type);
		add_size(text, map);
		begin_table(page, map, TABLE_INDENT + OWN_TABLE_GAP);
	}
	strbuf_add_format(text, "%s\n", map ? remark(map) : ": cannot be opened");
}

static void inner_end(struct own_page *page, const struct map_view *outer)
{
	if (page->map != outer)
		end_table(page);
	page->map = outer;
	page->indent = TABLE_INDENT;
	page->zeroes = 0;
	page->shown = 1;
}

static void map_end(struct own_page *page, uint64_t left_out, const char *problem)
{
	end_table(page);
	if (left_out) {
		strbuf_add_spaces(text_of(page), page->indent);
		strbuf_add_format(text_of(page), "(%" PRIu64 " more: --top N)\n",
				  left_out);
	}
	if (problem) {
		strbuf_add_spaces(text_of(page), page->indent);
		strbuf_add_format(text_of(page), "(no more: %s)\n", problem);
	}
}

static void probe_end(struct own_page *page)
{
	page->probe = NULL;
}

static void end(struct own_page *page, bool is_complete)
{
	(void)page;
	(void)is_complete;
}

const struct own_writer own_writer_text = {
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
