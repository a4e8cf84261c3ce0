// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entries as rows of a table. Its columns are as wide as the entries of the first batch need,
 * as nobody can wait for the last one.
 */
#include "out/own_table.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "out/text.h"
#include "out/value.h"

/* The rows of a batch, cell by cell. */
struct cells {
	struct strbuf text;
	size_t *ends;	 /* where each cell ends in it */
	size_t *columns; /* how many columns of the screen each takes */
	size_t count;
};

static bool shows_cpus(const struct own_page *page)
{
	return page->is_per_cpu && page->map->is_per_cpu;
}

static void end_cell(struct cells *cells)
{
	size_t start = cells->count ? cells->ends[cells->count - 1] : 0;

	cells->ends[cells->count] = cells->text.length;
	text_fit(strbuf_text(&cells->text) + start, cells->text.length - start, SIZE_MAX,
		 &cells->columns[cells->count]);
	cells->count++;
}

/* The columns of the value that have a rate, in the order of the batch's. */
static bool has_rate(const struct own_page *page, size_t column)
{
	return page->has_rates && column >= page->key_columns &&
	       type_is_number(page->columns.columns[column].type);
}

static size_t rates_of(const struct own_page *page)
{
	size_t count = 0;

	for (size_t i = 0; i < page->columns.count; i++)
		count += has_rate(page, i);
	return count;
}

static void add_rates(const struct own_page *page, struct cells *cells,
		      const double *rates)
{
	for (size_t i = 0; i < rates_of(page); i++) {
		if (isnan(rates[i]))
			strbuf_add(&cells->text, "-");
		else
			strbuf_add_format(&cells->text, "%.1f", rates[i]);
		end_cell(cells);
	}
}

static void add_row(struct own_page *page, struct cells *cells, const struct value *key,
		    const struct value *value, size_t cpu)
{
	for (size_t i = 0; i < page->columns.count; i++) {
		struct value part = column_value(&page->columns.columns[i],
						 i < page->key_columns ? key : value);

		text_add_value(&cells->text, &part);
		end_cell(cells);
	}
	if (shows_cpus(page)) {
		strbuf_add_number(&cells->text, cpu);
		end_cell(cells);
	}
}

static size_t rows_of(const struct own_page *page)
{
	return shows_cpus(page) ? page->map->cpu_count : 1;
}

/* Behind the columns stands the CPU, or stand the rates. */
static size_t cells_of(const struct own_page *page)
{
	return page->columns.count + (shows_cpus(page) ? 1 : rates_of(page));
}

/* The column that the rate INDEX is of. */
static size_t column_of_rate(const struct own_page *page, size_t index)
{
	size_t column = 0;

	for (;; column++)
		if (has_rate(page, column) && !index--)
			return column;
}

static void add_head_text(const struct own_page *page, size_t cell, struct strbuf *text)
{
	if (cell < page->columns.count)
		strbuf_add(text, own_page_head(page, cell));
	else if (shows_cpus(page))
		strbuf_add(text, "cpu");
	else
		strbuf_add_format(
			text, "%s/s",
			own_page_head(page,
				      column_of_rate(page, cell - page->columns.count)));
}

static bool is_right(const struct own_page *page, size_t cell)
{
	return cell >= page->columns.count ||
	       type_is_number(page->columns.columns[cell].type);
}

static void measure(struct own_page *page, const struct cells *cells)
{
	size_t count = cells_of(page);

	page->widths = memory_new(count + 1, sizeof(*page->widths));
	for (size_t i = 0; i < count; i++) {
		struct strbuf head AUTO_STRBUF = {0};

		add_head_text(page, i, &head);
		page->widths[i] = head.length;
	}
	for (size_t i = 0; i < cells->count; i++)
		if (page->widths[i % count] < cells->columns[i])
			page->widths[i % count] = cells->columns[i];
}

/* COLUMNS is how many of the screen CELL takes. */
static void add_cell(struct own_page *page, size_t index, const char *cell, size_t length,
		     size_t columns)
{
	struct strbuf *text = &page->json.text;
	size_t width = page->widths[index],
	       spaces = width > columns ? width - columns : 0;
	bool is_last = index + 1 == cells_of(page);

	strbuf_add_spaces(text, index ? OWN_TABLE_GAP : page->indent);
	if (is_right(page, index))
		strbuf_add_spaces(text, spaces);
	strbuf_add_bytes(text, cell, length);
	if (!is_right(page, index) && !is_last)
		strbuf_add_spaces(text, spaces);
	if (is_last)
		strbuf_add(text, "\n");
}

static void add_heads(struct own_page *page)
{
	for (size_t i = 0; i < cells_of(page); i++) {
		struct strbuf head AUTO_STRBUF = {0};

		add_head_text(page, i, &head);
		add_cell(page, i, head.text, head.length, head.length);
	}
}

static void add_cells(struct own_page *page, const struct cells *cells)
{
	size_t count = cells_of(page), start = 0;

	if (!cells->count)
		return;
	if (!page->widths) {
		measure(page, cells);
		add_heads(page);
	}
	for (size_t i = 0; i < cells->count; i++) {
		add_cell(page, i % count, cells->text.text + start,
			 cells->ends[i] - start, cells->columns[i]);
		start = cells->ends[i];
	}
}

/* An array has all of its entries, used or not. */
static bool is_unused(const struct own_page *page, const struct value *value)
{
	return page->map->shape == MAP_ENTRIES && page->map->max_entries > 1 &&
	       strstr(page->map->type, "array") && value_is_zero(value);
}

static void collect(struct own_page *page, const struct map_batch *batch,
		    struct cells *cells)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct value value = map_batch_value(page->map, batch, i);
		struct value key = {0};

		if (is_unused(page, &value)) {
			page->zeroes++;
			continue;
		}
		if (page->map->key)
			key = map_batch_key(page->map, batch, i);
		for (size_t cpu = 0; cpu < rows_of(page); cpu++) {
			struct value one =
				shows_cpus(page) ? value_of_cpu(&value, cpu) : value;

			add_row(page, cells, &key, &one, cpu);
		}
		if (batch->rates && !shows_cpus(page))
			add_rates(page, cells, &batch->rates[i * batch->rate_count]);
	}
}

void own_table_add(struct own_page *page, const struct map_batch *batch)
{
	size_t count = batch->count * rows_of(page) * cells_of(page) + 1;
	struct cells cells = {.ends = memory_new(count, sizeof(size_t)),
			      .columns = memory_new(count, sizeof(size_t))};

	collect(page, batch, &cells);
	add_cells(page, &cells);
	strbuf_release(&cells.text);
	free(cells.ends);
	free(cells.columns);
}
