// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: counters. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "out/text.h"

#define NAME_WIDTH 11
#define FIRST_WIDTH 9
#define SECOND_WIDTH_BYTES 14
#define SECOND_WIDTH_COUNT 10

/* Three columns: a name to the left, two numbers to the right, as wide as they need. */
struct table {
	size_t name_width, first_width, second_width;
};

static void widen(size_t *width, size_t length)
{
	if (*width < length + 1)
		*width = length + 1;
}

static size_t digits(uint64_t number)
{
	char text[TEXT_CELL_SIZE];

	return (size_t)snprintf(text, sizeof(text), "%" PRIu64, number);
}

void text_add_right(struct strbuf *text, size_t width, const char *cell)
{
	size_t length = strlen(cell);

	strbuf_add_spaces(text, length < width ? width - length : 0);
	strbuf_add(text, cell);
}

static void add_number(struct strbuf *text, size_t width, uint64_t number)
{
	char cell[TEXT_CELL_SIZE];

	snprintf(cell, sizeof(cell), "%" PRIu64, number);
	text_add_right(text, width, cell);
}

static void add_heads(struct strbuf *text, const struct table *table, const char *name,
		      const char *first, const char *second)
{
	strbuf_add(text, "  ");
	text_add_left(text, table->name_width, name);
	text_add_right(text, table->first_width, first);
	text_add_right(text, table->second_width, second);
	strbuf_add(text, "\n");
}

static void add_since(struct strbuf *text, uint64_t ns)
{
	strbuf_add(text, "since ");
	text_add_date(text, ns);
}

/* ---- packets ---- */

void text_format_bytes(char cell[TEXT_CELL_SIZE], uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	double value = (double)bytes / 1024;
	size_t unit = 0;

	if (bytes < 1024) {
		snprintf(cell, TEXT_CELL_SIZE, "%" PRIu64 " B", bytes);
		return;
	}
	for (; value >= 1023.95 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++)
		value /= 1024;
	snprintf(cell, TEXT_CELL_SIZE, "%.1f %s", value, units[unit]);
}

static void add_packet_row(struct strbuf *text, const struct table *table,
			   const char *name, const struct packet_count *count)
{
	char bytes[TEXT_CELL_SIZE];

	text_format_bytes(bytes, count->bytes);
	strbuf_add(text, "  ");
	text_add_left(text, table->name_width, name);
	add_number(text, table->first_width, count->packets);
	text_add_right(text, table->second_width, bytes);
	strbuf_add(text, "\n");
}

static void add_interface(struct strbuf *text, const struct interface_snapshot *interface,
			  uint64_t boot_offset_ns)
{
	struct packet_count total = interface_total(interface);
	struct table table = {NAME_WIDTH, FIRST_WIDTH, SECOND_WIDTH_BYTES};
	const char *words = link_health_words(interface->health);

	text_add_probe(text, PROBE_PACKETS);
	text_add_name(text, interface->ifname, sizeof(interface->ifname));
	strbuf_add_format(text, " %s", xdp_mode_name(interface->mode));
	if (*words)
		strbuf_add_format(text, " (%s)", words);
	strbuf_add(text, ", received ");
	add_since(text, interface->attached_ns + boot_offset_ns);
	strbuf_add(text, "\n");
	widen(&table.first_width, digits(total.packets));
	add_heads(text, &table, "PROTOCOL", "PACKETS", "BYTES");
	for (unsigned int class = 0; class < EBPFCTL_CLASSES; class ++) {
		char name[TEXT_CELL_SIZE];

		snprintf(name, sizeof(name), "%s/%s", packet_l3_name(class),
			 packet_l4_name(class));
		if (interface->classes[class].packets)
			add_packet_row(text, &table, name, &interface->classes[class]);
	}
	add_packet_row(text, &table, "total", &total);
	if (interface->has_sizes && total.packets)
		text_add_sizes(text, &interface->sizes);
}

/* ---- opens ---- */

static void add_comm_row(struct strbuf *text, const struct table *table,
			 const struct comm_count *count, const char *name)
{
	size_t start;

	strbuf_add(text, "  ");
	start = text->length;
	if (name)
		strbuf_add(text, name);
	else
		text_add_name(text, count->comm.text, sizeof(count->comm.text));
	text_pad(text, start, table->name_width);
	add_number(text, table->first_width, count->opens);
	add_number(text, table->second_width, count->failed);
	strbuf_add(text, "\n");
}

static size_t longest_comm(const struct opens_snapshot *opens)
{
	struct strbuf name AUTO_STRBUF = {0};
	size_t longest = 0;

	for (size_t i = 0; i < opens->shown; i++) {
		strbuf_clear(&name);
		text_add_name(&name, opens->comms[i].comm.text,
			      sizeof(opens->comms[i].comm.text));
		longest = name.length > longest ? name.length : longest;
	}
	return longest;
}

static void add_opens_head(struct strbuf *text, const struct snapshot *snapshot,
			   const struct comm_count *total)
{
	const struct opens_snapshot *opens = &snapshot->opens;

	text_add_probe(text, PROBE_OPENS);
	strbuf_add(text, "via ");
	text_add_name(text, opens->via, sizeof(opens->via));
	strbuf_add(text, ", ");
	add_since(text,
		  clock_date_ns(snapshot->opens_loaded_ns, snapshot->boot_offset_ns));
	strbuf_add_format(text, ": %" PRIu64 " opens, %" PRIu64 " failed, ", total->opens,
			  total->failed);
	if (opens->is_missed_known)
		strbuf_add_format(text, "%" PRIu64 " missed\n", opens->missed);
	else
		strbuf_add(text, "missed unknown\n");
}

static void add_opens(struct strbuf *text, const struct snapshot *snapshot)
{
	const struct opens_snapshot *opens = &snapshot->opens;
	struct comm_count total = opens_total(opens), rest = opens_rest(opens);
	struct table table = {NAME_WIDTH, FIRST_WIDTH, SECOND_WIDTH_COUNT};

	add_opens_head(text, snapshot, &total);
	widen(&table.name_width, longest_comm(opens));
	widen(&table.first_width, digits(total.opens));
	widen(&table.second_width, digits(total.failed));
	add_heads(text, &table, "COMM", "OPENS", "FAILED");
	for (size_t i = 0; i < opens->shown; i++)
		add_comm_row(text, &table, &opens->comms[i], NULL);
	if (rest.opens)
		add_comm_row(text, &table, &rest, "(others)");
	text_add_latencies(text, opens);
}

void text_add_stats(struct strbuf *text, const struct snapshot *snapshot)
{
	for (size_t i = 0; snapshot->has_packets && i < snapshot->packets.count; i++)
		add_interface(text, &snapshot->packets.interfaces[i],
			      snapshot->boot_offset_ns);
	if (snapshot->has_opens)
		add_opens(text, snapshot);
}

void text_write_stats(FILE *stream, const struct snapshot *snapshot)
{
	struct strbuf text = {0};

	text_add_stats(&text, snapshot);
	text_flush(&text, stream);
}
