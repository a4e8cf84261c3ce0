// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writer for people: counters while they are watched. A block of text, or a screen that
 * is drawn over the last one: as many rows and columns as fit, the busiest rows first.
 */
#include <inttypes.h>
#include <string.h>

#include "out/text.h"

#define INDENT "  "
#define NAME_WIDTH_MIN 8  /* with the indent and one column of numbers: a screen of 20 */
#define NAME_WIDTH_MAX 66 /* an escaped comm */
#define CELL_WIDTH_MIN 10
#define CELLS 6

/* A row as text: names are cut, numbers never. */
struct line {
	char name[NAME_WIDTH_MAX + 1];
	char cells[CELLS][TEXT_CELL_SIZE];
};

/* One probe on the screen. */
struct section {
	const char *probe;
	const struct probe_rates *rates;
	const char *heads[1 + CELLS];
	bool is_second_bytes;
	size_t shown; /* rows */
	bool has_rest;
	void (*add_name)(struct strbuf *text, const struct rates *rates, size_t index);
	void (*add_words)(struct strbuf *text, const struct rates *rates);
};

/* ---- one row ---- */

static void format_rate(char cell[TEXT_CELL_SIZE], const struct flow *flow,
			enum flow_counter counter, bool is_bytes)
{
	if (!flow->has_rate)
		snprintf(cell, TEXT_CELL_SIZE, "-");
	else if (is_bytes)
		text_format_bytes(cell, (uint64_t)(flow->per_second[counter] + 0.5));
	else
		snprintf(cell, TEXT_CELL_SIZE,
			 flow->per_second[counter] < 9999.95 ? "%.1f" : "%.0f",
			 flow->per_second[counter]);
}

static void format_count(char cell[TEXT_CELL_SIZE], uint64_t count, bool is_bytes)
{
	if (is_bytes)
		text_format_bytes(cell, count);
	else
		snprintf(cell, TEXT_CELL_SIZE, "%" PRIu64, count);
}

/* The rates first: what does not fit on a screen are the totals of the second counter. */
static struct line line_of(const char *name, const struct flow *flow,
			   const struct section *section)
{
	bool is_bytes = section->is_second_bytes;
	struct line line;

	snprintf(line.name, sizeof(line.name), "%s", name);
	format_rate(line.cells[0], flow, FLOW_FIRST, false);
	format_rate(line.cells[1], flow, FLOW_SECOND, is_bytes);
	format_count(line.cells[2], flow->watched[FLOW_FIRST], false);
	format_count(line.cells[3], flow->total[FLOW_FIRST], false);
	format_count(line.cells[4], flow->watched[FLOW_SECOND], is_bytes);
	format_count(line.cells[5], flow->total[FLOW_SECOND], is_bytes);
	return line;
}

static struct line heads_of(const struct section *section)
{
	struct line line;

	snprintf(line.name, sizeof(line.name), "%s", section->heads[0]);
	for (size_t i = 0; i < CELLS; i++)
		snprintf(line.cells[i], sizeof(line.cells[i]), "%s",
			 section->heads[1 + i]);
	return line;
}

static void add_interface_name(struct strbuf *text, const struct rates *rates,
			       size_t index)
{
	const struct interface_snapshot *one = &rates->now.packets.interfaces[index];
	const char *words = link_health_words(one->health);

	text_add_name(text, one->ifname, sizeof(one->ifname));
	if (*words)
		strbuf_add_format(text, " (%s)", words);
}

static void add_comm_name(struct strbuf *text, const struct rates *rates, size_t index)
{
	const struct ebpfctl_comm *comm = &rates->now.opens.comms[index].comm;

	text_add_name(text, comm->text, sizeof(comm->text));
}

static struct line row_of(const struct section *section, const struct rates *rates,
			  const struct flow_row *row)
{
	struct strbuf name AUTO_STRBUF = {0};

	section->add_name(&name, rates, row->index);
	return line_of(strbuf_text(&name), &row->flow, section);
}

/* ---- the table of one probe ---- */

struct widths {
	size_t name;
	size_t cells[CELLS];
	size_t shown; /* how many cells there is room for */
};

static void widen(size_t *width, size_t wanted)
{
	if (*width < wanted)
		*width = wanted;
}

static void measure(struct widths *widths, const struct line *line)
{
	size_t name;

	text_fit(line->name, strlen(line->name), SIZE_MAX, &name);
	widen(&widths->name, name);
	for (size_t i = 0; i < CELLS; i++)
		widen(&widths->cells[i], strlen(line->cells[i]) + 1);
}

static void choose_cells(struct widths *widths, size_t columns)
{
	size_t name_max = columns / 3, taken;

	widths->shown = CELLS;
	if (!columns)
		return;
	widen(&name_max, NAME_WIDTH_MIN);
	if (widths->name > name_max)
		widths->name = name_max;
	taken = strlen(INDENT) + widths->name;
	for (widths->shown = 0; widths->shown < CELLS; widths->shown++) {
		taken += widths->cells[widths->shown];
		if (taken > columns)
			return;
	}
}

static void add_line(struct strbuf *text, const struct widths *widths,
		     const struct line *line)
{
	size_t start, width;

	strbuf_add(text, INDENT);
	start = text->length;
	strbuf_add_bytes(text, line->name,
			 text_fit(line->name, strlen(line->name), widths->name, &width));
	text_pad(text, start, widths->name);
	for (size_t i = 0; i < widths->shown; i++)
		text_add_right(text, widths->cells[i], line->cells[i]);
	strbuf_add(text, "\n");
}

static void add_table(struct strbuf *text, const struct section *section,
		      const struct rates *rates, const struct watch_view *view)
{
	struct widths widths = {.name = NAME_WIDTH_MIN};
	struct line heads = heads_of(section);
	struct line total = line_of("total", &section->rates->total, section);
	struct flow rest = probe_rates_rest(section->rates, section->shown);
	struct line last = line_of("(others)", &rest, section);

	for (size_t i = 0; i < CELLS; i++)
		widths.cells[i] = CELL_WIDTH_MIN;
	measure(&widths, &heads);
	measure(&widths, &total);
	for (size_t i = 0; i < section->shown; i++) {
		struct line row = row_of(section, rates, &section->rates->rows[i]);

		measure(&widths, &row);
	}
	choose_cells(&widths, view->columns);
	add_line(text, &widths, &heads);
	add_line(text, &widths, &total);
	for (size_t i = 0; i < section->shown; i++) {
		struct line row = row_of(section, rates, &section->rates->rows[i]);

		add_line(text, &widths, &row);
	}
	if (section->has_rest)
		add_line(text, &widths, &last);
}

static void add_packets_words(struct strbuf *text, const struct rates *rates)
{
	strbuf_add_format(text, "%zu interface%s", rates->packets.count,
			  rates->packets.count == 1 ? "" : "s");
}

static void add_opens_words(struct strbuf *text, const struct rates *rates)
{
	const struct opens_snapshot *opens = &rates->now.opens;

	strbuf_add(text, "via ");
	text_add_name(text, opens->via, sizeof(opens->via));
	if (opens->is_missed_known)
		strbuf_add_format(text, ", %" PRIu64 " missed", opens->missed);
	strbuf_add_format(text, ", %zu comm%s", opens->count,
			  opens->count == 1 ? "" : "s");
}

static void add_section(struct strbuf *text, const struct section *section,
			const struct rates *rates, const struct watch_view *view)
{
	const struct probe_rates *probe = section->rates;

	if (!probe->is_there && probe->change == CHANGE_NONE)
		return;
	text_add_probe(text, section->probe);
	if (probe->change != CHANGE_NONE) {
		strbuf_add_format(text, "%s at ", probe_change_name(probe->change));
		text_add_clock(text, probe->changed_ns);
		strbuf_add(text, probe->is_there ? ", " : "");
	}
	if (probe->is_there)
		section->add_words(text, rates);
	strbuf_add(text, "\n");
	if (probe->is_there)
		add_table(text, section, rates, view);
}

/* ---- the room that there is ---- */

#define LINES_OF_A_TABLE 3 /* what it is of, heads, total */

static size_t lines_of_head(const struct probe_rates *probe)
{
	if (probe->is_there)
		return LINES_OF_A_TABLE;
	return probe->change == CHANGE_NONE ? 0 : 1;
}

static bool has_rest(const struct section *section)
{
	return section->shown < section->rates->count ||
	       section->rates->others.total[FLOW_FIRST];
}

/* As many rows as fit into LINES, of which the rest takes one. */
static void choose_rows(struct section *section, size_t lines)
{
	section->has_rest = has_rest(section) && lines;
	if (section->shown + section->has_rest <= lines)
		return;
	section->has_rest = lines > 0;
	section->shown = lines ? lines - 1 : 0;
}

/* Half of the screen is for packets, unless one of both needs less. */
static void share_rows(struct section *packets, struct section *opens, size_t rows)
{
	size_t taken = 2 + lines_of_head(packets->rates) + lines_of_head(opens->rates);
	size_t left = rows > taken ? rows - taken : 0;
	size_t wanted = packets->shown + has_rest(packets);
	size_t of_opens = opens->shown + has_rest(opens);
	size_t most = of_opens < left / 2 ? left - of_opens : left - left / 2;

	if (!rows)
		left = most = SIZE_MAX;
	if (wanted > most)
		wanted = most;
	choose_rows(packets, wanted);
	choose_rows(opens, left - wanted);
}

static void add_title(struct strbuf *text, const struct rates *rates,
		      const struct watch_view *view)
{
	double interval = (double)view->interval_ns / (double)CLOCK_NS_PER_SECOND;
	double watched = (double)rates->watched_ns / (double)CLOCK_NS_PER_SECOND;

	text_add_clock(text, rates->now.time_ns);
	strbuf_add_format(text,
			  watched < 10 ? "  every %g s; + is of the last %.1f s\n" :
					 "  every %g s; + is of the last %.0f s\n",
			  interval, watched);
}

void text_write_watch(FILE *stream, const struct rates *rates,
		      const struct watch_view *view)
{
	struct section packets = {
		PROBE_PACKETS,
		&rates->packets,
		{"INTERFACE", "PACKETS/S", "BYTES/S", "+PACKETS", "PACKETS", "+BYTES",
		 "BYTES"},
		.is_second_bytes = true,
		.shown = rates->packets.count,
		.add_name = add_interface_name,
		.add_words = add_packets_words,
	};
	struct section opens = {
		PROBE_OPENS,
		&rates->opens,
		{"COMM", "OPENS/S", "FAILED/S", "+OPENS", "OPENS", "+FAILED", "FAILED"},
		.shown = rates->opens.count < view->top ? rates->opens.count : view->top,
		.add_name = add_comm_name,
		.add_words = add_opens_words,
	};
	struct strbuf text AUTO_STRBUF = {0}, screen AUTO_STRBUF = {0};

	share_rows(&packets, &opens, view->rows);
	add_title(&text, rates, view);
	add_section(&text, &packets, rates, view);
	add_section(&text, &opens, rates, view);
	if (view->rows)
		text_add_screen(&screen, &text, view);
	else
		strbuf_add(&text, "\n");
	writer_flush(view->rows ? &screen : &text, stream);
}
