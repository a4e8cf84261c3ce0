// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: what is loaded. */
#include <inttypes.h>

#include "base/clock.h"
#include "out/text.h"

#define LINK_TYPE_WIDTH 12 /* with a space: longer types move what follows */

static const char *health_words(const struct probe_entry *probe)
{
	static const char *const words[] = {
		[PROBE_OK] = "ok",
		[PROBE_INCOMPLETE] = "incomplete",
		[PROBE_FOREIGN] = "foreign: not all of it was made by ebpfctl",
		[PROBE_OTHER_VERSION] = "loaded by another version of ebpfctl",
	};

	return words[probe->health];
}

/* Programs behind a tail call have no runs of their own: they are in those of the caller. */
static void add_runs(struct strbuf *text, const struct object_entry *program,
		     bool is_time_taken)
{
	if (!program || (!is_time_taken && !program->run_count))
		return;
	strbuf_add_format(text, ", %" PRIu64 " runs", program->run_count);
	if (program->run_count)
		strbuf_add_format(text, " of %" PRIu64 " ns",
				  program->run_ns / program->run_count);
}

static void add_link(struct strbuf *text, const struct probe_entry *probe,
		     const struct link_entry *link, bool is_time_taken)
{
	const char *words = link_health_words(link->health);

	strbuf_add(text, "  ");
	text_add_left(text, LINK_TYPE_WIDTH - 1, link->type);
	strbuf_add(text, " ");
	if (link->is_interface) {
		text_add_name(text, link->ifname, sizeof(link->ifname));
		strbuf_add_format(text, " %s", xdp_mode_name(link->mode));
	} else {
		text_add_name(text, link->name, sizeof(link->name));
	}
	add_runs(text, probe_entry_program(probe, link), is_time_taken);
	strbuf_add_format(text, "%s%s\n", *words ? ": " : "", words);
}

static void add_reader(struct strbuf *text, const struct reader_entry *reader)
{
	strbuf_add(text, "  ");
	text_add_left(text, 12, "reader");
	strbuf_add_format(
		text,
		"process %u: %llu delivered, %llu filtered, %llu dropped, %llu bytes behind\n",
		reader->pid, (unsigned long long)reader->books.delivered,
		(unsigned long long)reader->books.filtered,
		(unsigned long long)(reader->books.dropped + reader->books.lapsed),
		(unsigned long long)reader->lag_bytes);
}

static void add_memory(struct strbuf *text, const struct probe_entry *probe)
{
	uint64_t of_maps = probe_entry_map_memory(probe);
	uint64_t of_readers = probe_entry_reader_memory(probe);
	char cell[TEXT_CELL_SIZE];

	if (!of_maps || probe->is_partial)
		return;
	text_format_bytes(cell, of_maps);
	strbuf_add(text, "  ");
	text_add_left(text, 12, "memory");
	strbuf_add(text, cell);
	if (of_readers) {
		text_format_bytes(cell, of_readers);
		strbuf_add_format(text, ", and %s of readers", cell);
	}
	strbuf_add(text, "\n");
}

static void add_probe(struct strbuf *text, const struct probe_entry *probe,
		      const struct inventory *inventory)
{
	text_add_probe(text, probe->name);
	strbuf_add(text, health_words(probe));
	if (probe->has_meta) {
		strbuf_add(text, ", loaded ");
		text_add_date(text,
			      clock_date_ns(probe->loaded_ns, inventory->boot_offset_ns));
		strbuf_add(text, " by version ");
		text_add_name(text, probe->version, sizeof(probe->version));
		strbuf_add(text, probe->is_applied ? ", by apply" : "");
	}
	if (*probe->group) {
		strbuf_add(text, ", for group ");
		text_add_name(text, probe->group, sizeof(probe->group));
	}
	if (*probe->via) {
		strbuf_add(text, ", via ");
		text_add_name(text, probe->via, sizeof(probe->via));
	}
	strbuf_add(text, "\n");
	for (size_t i = 0; i < probe->link_count; i++)
		add_link(text, probe, &probe->links[i], inventory->is_time_taken);
	for (size_t i = 0; i < probe->reader_count; i++)
		add_reader(text, &probe->readers[i]);
	add_memory(text, probe);
	if (probe->is_partial)
		strbuf_add(text, "  not all of it may be seen: sudo ebpfctl list\n");
}

void text_write_list(FILE *stream, const struct inventory *inventory)
{
	struct strbuf text = {0};

	if (!inventory->count)
		strbuf_add(&text, "nothing is loaded\n");
	for (size_t i = 0; i < inventory->count; i++)
		add_probe(&text, &inventory->probes[i], inventory);
	if (inventory->count && !inventory->is_time_taken)
		strbuf_add(&text, "the time of runs is not taken: "
				  "sysctl kernel.bpf_stats_enabled=1 takes it\n");
	if (inventory->leftovers)
		strbuf_add_format(
			&text,
			"leftovers of commands that died: %zu; the next load or unload "
			"removes them\n",
			inventory->leftovers);
	text_flush(&text, stream);
}
