// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: histograms, as bars. */
#include <inttypes.h>

#include "out/text.h"

#define NAME_WIDTH 11
#define NUMBER_WIDTH 9
#define BAR_WIDTH 40
#define LATENCIES_SHOWN 5 /* comms; a screen is soon full */

/* Buckets with the limit of each as text; the last one has none, and is called "> " the one
 * before it. */
struct buckets {
	const char *head, *unit_head;
	const uint64_t *numbers;
	unsigned int count;
	void (*format_limit)(char cell[TEXT_CELL_SIZE], unsigned int bucket);
};

/* One mark at least for what is not nothing. */
static void add_bar(struct strbuf *text, uint64_t number, uint64_t most)
{
	size_t length = number ? (size_t)((double)number / (double)most * BAR_WIDTH) : 0;

	if (number && !length)
		length = 1;
	strbuf_add(text, length ? "  " : "");
	for (size_t i = 0; i < length; i++)
		strbuf_add_char(text, '#');
	strbuf_add(text, "\n");
}

static void add_bucket(struct strbuf *text, const struct buckets *buckets, unsigned int i,
		       uint64_t most)
{
	bool is_last = i + 1 == buckets->count;
	char name[2 * TEXT_CELL_SIZE], limit[TEXT_CELL_SIZE], number[TEXT_CELL_SIZE];

	buckets->format_limit(limit, is_last ? i - 1 : i);
	snprintf(name, sizeof(name), "%s %s", is_last ? ">" : "<=", limit);
	snprintf(number, sizeof(number), "%" PRIu64, buckets->numbers[i]);
	strbuf_add(text, "  ");
	text_add_left(text, NAME_WIDTH, name);
	text_add_right(text, NUMBER_WIDTH, number);
	add_bar(text, buckets->numbers[i], most);
}

/* From the first bucket that has something to the last one. */
static void add_buckets(struct strbuf *text, const struct buckets *buckets)
{
	unsigned int first = 0, last = buckets->count;
	uint64_t most = 0;

	for (unsigned int i = 0; i < buckets->count; i++)
		most = buckets->numbers[i] > most ? buckets->numbers[i] : most;
	while (first + 1 < last && !buckets->numbers[first])
		first++;
	while (first + 1 < last && !buckets->numbers[last - 1])
		last--;
	strbuf_add(text, "  ");
	text_add_left(text, NAME_WIDTH, buckets->head);
	text_add_right(text, NUMBER_WIDTH, buckets->unit_head);
	strbuf_add(text, "\n");
	for (unsigned int i = first; i < last; i++)
		add_bucket(text, buckets, i, most);
}

static void format_size(char cell[TEXT_CELL_SIZE], unsigned int bucket)
{
	snprintf(cell, TEXT_CELL_SIZE, "%llu", EBPFCTL_SIZE_LIMIT(bucket));
}

void text_add_sizes(struct strbuf *text, const struct size_histogram *sizes)
{
	const struct buckets buckets = {
		.head = "SIZE",
		.unit_head = "PACKETS",
		.numbers = sizes->packets,
		.count = EBPFCTL_SIZE_BUCKETS,
		.format_limit = format_size,
	};

	add_buckets(text, &buckets);
}

static void format_time(char cell[TEXT_CELL_SIZE], unsigned int bucket)
{
	double us = (double)EBPFCTL_LATENCY_LIMIT_NS(bucket) / 1000;

	if (us < 1000)
		snprintf(cell, TEXT_CELL_SIZE, "%.3g us", us);
	else if (us < 1000000)
		snprintf(cell, TEXT_CELL_SIZE, "%.3g ms", us / 1000);
	else
		snprintf(cell, TEXT_CELL_SIZE, "%.3g s", us / 1000000);
}

static void add_latency(struct strbuf *text, const struct latency_histogram *latency)
{
	const struct buckets buckets = {
		.head = "TOOK",
		.unit_head = "OPENS",
		.numbers = latency->opens,
		.count = EBPFCTL_LATENCY_BUCKETS,
		.format_limit = format_time,
	};

	if (latency_opens(latency))
		add_buckets(text, &buckets);
}

void text_add_latencies(struct strbuf *text, const struct opens_snapshot *opens)
{
	struct latency_histogram total = latency_total(opens);

	if (!opens->has_latency)
		return;
	strbuf_add(text, "  how long opens took, of all comms\n");
	add_latency(text, &total);
	for (size_t i = 0; i < opens->shown && i < LATENCIES_SHOWN; i++) {
		const struct ebpfctl_comm *comm = &opens->comms[i].comm;
		const struct latency_histogram *one = latency_find(opens, comm);

		if (!one)
			continue;
		strbuf_add(text, "  how long opens took, of ");
		text_add_name(text, comm->text, sizeof(comm->text));
		strbuf_add(text, "\n");
		add_latency(text, one);
	}
}
