// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: load, unload and list. */
#include <string.h>
#include <wchar.h>

#include "base/escape.h"
#include "out/text.h"

void text_flush(struct strbuf *text, FILE *stream)
{
	fwrite(strbuf_text(text), 1, text->length, stream);
	strbuf_release(text);
}

void text_add_name(struct strbuf *text, const char *name, size_t size)
{
	escape_text(text, name, strnlen(name, size));
}

/* Printable text alone comes here: what is no character of UTF-8 takes one column. */
size_t text_fit(const char *text, size_t length, size_t columns, size_t *ret_width)
{
	size_t at = 0, width = 0;

	while (at < length) {
		uint32_t code_point;
		size_t bytes = escape_decode_utf8(text + at, length - at, &code_point);
		int wide = bytes > 1 ? wcwidth((wchar_t)code_point) : 1;

		if (wide < 0)
			wide = 1;
		if (width + (size_t)wide > columns)
			break;
		width += (size_t)wide;
		at += bytes ? bytes : 1;
	}
	*ret_width = width;
	return at;
}

void text_pad(struct strbuf *text, size_t start, size_t width)
{
	size_t taken;

	if (text->length == start)
		taken = 0;
	else
		text_fit(text->text + start, text->length - start, SIZE_MAX, &taken);
	if (taken < width)
		strbuf_add_spaces(text, width - taken);
}

void text_add_left(struct strbuf *text, size_t width, const char *cell)
{
	size_t start = text->length;

	strbuf_add(text, cell);
	text_pad(text, start, width);
}

#define PROBE_WIDTH 9 /* "packets" and two spaces: the first column of every screen */

void text_add_probe(struct strbuf *text, const char *probe)
{
	size_t start = text->length;

	strbuf_add(text, probe);
	strbuf_add(text, " ");
	text_pad(text, start, PROBE_WIDTH);
}

void text_add_clock(struct strbuf *text, uint64_t ns)
{
	time_t seconds = (time_t)(ns / CLOCK_NS_PER_SECOND);
	struct tm local = {0};

	localtime_r(&seconds, &local);
	strbuf_add_format(text, "%02d:%02d:%02d", local.tm_hour, local.tm_min,
			  local.tm_sec);
}

void text_add_date(struct strbuf *text, uint64_t ns)
{
	time_t seconds = (time_t)(ns / CLOCK_NS_PER_SECOND);
	struct tm local = {0};

	localtime_r(&seconds, &local);
	strbuf_add_format(text, "%04d-%02d-%02d ", local.tm_year + 1900, local.tm_mon + 1,
			  local.tm_mday);
	text_add_clock(text, ns);
}

/* ---- load, unload ---- */

static const char *outcome_words(const struct load_report *report,
				 const struct load_result *result,
				 const struct interface_result *interface)
{
	bool was_there = !interface || interface->was_there;

	if (result->outcome == LOAD_REPLACED && was_there)
		return report->is_plan ? "would replace" : "replaced";
	if (result->outcome == LOAD_ALREADY || (interface && was_there))
		return "already loaded";
	if (result->outcome == LOAD_ADDED || result->outcome == LOAD_REPLACED)
		return report->is_plan ? "would add" : "added";
	return report->is_plan ? "would load" : "loaded";
}

static void add_load_interface(struct strbuf *text, const struct load_report *report,
			       const struct load_result *result,
			       const struct interface_result *interface)
{
	text_add_probe(text, result->probe);
	strbuf_add_format(text, "%s  ", outcome_words(report, result, interface));
	text_add_name(text, interface->ifname, sizeof(interface->ifname));
	strbuf_add_format(text, " %s",
			  interface->mode == EBPFCTL_XDP_AUTO ?
				  "native or else generic" :
				  xdp_mode_name(interface->mode));
	if (interface->note)
		strbuf_add(text, ": ");
	if (interface->note)
		text_add_name(text, interface->note, strlen(interface->note));
	strbuf_add(text, "\n");
}

static void add_load_program(struct strbuf *text, const struct program_result *program)
{
	strbuf_add(text, "  ");
	text_add_name(text, program->name, strlen(program->name));
	strbuf_add(text, "  ");
	text_add_name(text, program->hook, strlen(program->hook));
	if (program->note) {
		strbuf_add(text, ": ");
		text_add_name(text, program->note, strlen(program->note));
	}
	strbuf_add(text, "\n");
}

static void add_load_map(struct strbuf *text, const struct map_result *map)
{
	strbuf_add(text, "  map ");
	text_add_name(text, map->name, strlen(map->name));
	strbuf_add_format(text, ": %s, %u entries, key of %u bytes, value of %u\n",
			  map->type, map->max_entries, map->key_size, map->value_size);
}

static void add_load_global(struct strbuf *text, const struct global_result *global)
{
	strbuf_add(text, "  global ");
	text_add_name(text, global->name, strlen(global->name));
	strbuf_add(text, ": ");
	text_add_name(text, global->type, strlen(global->type));
	if (global->value) {
		strbuf_add(text, " = ");
		text_add_name(text, global->value, strlen(global->value));
	}
	strbuf_add(text, "\n");
}

static void add_load_own(struct strbuf *text, const struct load_result *result)
{
	for (size_t i = 0; i < result->program_count; i++)
		add_load_program(text, &result->programs[i]);
	for (size_t i = 0; i < result->map_count; i++)
		add_load_map(text, &result->maps[i]);
	for (size_t i = 0; i < result->global_count; i++)
		add_load_global(text, &result->globals[i]);
}

static void add_load_result(struct strbuf *text, const struct load_report *report,
			    const struct load_result *result)
{
	for (size_t i = 0; i < result->interface_count; i++)
		add_load_interface(text, report, result, &result->interfaces[i]);
	if (result->interface_count)
		return;
	text_add_probe(text, result->probe);
	strbuf_add(text, outcome_words(report, result, NULL));
	if (result->via)
		strbuf_add_format(text, "  via %s on %s", result->via, result->hooks);
	else if (report->is_plan && !result->is_own)
		strbuf_add(text, "  via the first route that attaches");
	if (result->note)
		strbuf_add_format(text, " (%s)", result->note);
	strbuf_add(text, "\n");
	add_load_own(text, result);
}

/* Failures are on stderr already, each when it came. */
static void write_load(FILE *stream, const struct load_report *report)
{
	struct strbuf text = {0};
	size_t done = 0;

	for (size_t i = 0; i < report->count; i++) {
		if (report->results[i].outcome == LOAD_FAILED)
			continue;
		add_load_result(&text, report, &report->results[i]);
		done++;
	}
	if (done && !report->is_plan && isatty(fileno(stream)))
		strbuf_add(&text,
			   "next: ebpfctl stats, ebpfctl events, ebpfctl unload\n");
	text_flush(&text, stream);
}

static void write_unload(FILE *stream, const struct unload_report *report)
{
	struct strbuf text = {0};

	for (size_t i = 0; i < report->count; i++) {
		text_add_probe(&text, report->results[i].probe);
		strbuf_add(&text, "unloaded");
		if (report->results[i].ifname) {
			strbuf_add(&text, "  ");
			text_add_name(&text, report->results[i].ifname,
				      EBPFCTL_IFNAME_LEN);
		}
		strbuf_add(&text, "\n");
	}
	text_flush(&text, stream);
}

const struct writer writer_text = {
	.load = write_load,
	.unload = write_unload,
	.apply = text_write_apply,
	.stats = text_write_stats,
	.watch = text_write_watch,
	.list = text_write_list,
	.check = text_write_check,
	.hooks = text_write_hooks,
	.events_begin = text_write_events_begin,
	.event = text_add_event,
	.counts = text_write_counts,
	.events_end = text_write_events_end,
};
