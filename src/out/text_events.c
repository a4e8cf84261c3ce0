// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: file opens, one a line. */
#include <inttypes.h>
#include <string.h>

#include "out/text.h"

/* The columns: what stands above them, and how wide they are with the space behind. */
static const struct column {
	const char *head;
	size_t width;
} columns[] = {
	[FIELD_TIME] = {"TIME", 16},   [FIELD_UID] = {"UID", 8},
	[FIELD_GID] = {"GID", 8},      [FIELD_PID] = {"PID", 8},
	[FIELD_TID] = {"TID", 8},      [FIELD_PPID] = {"PPID", 8},
	[FIELD_COMM] = {"COMM", 17},   [FIELD_CGROUP] = {"CGROUP", 11},
	[FIELD_FD] = {"FD", 4},	       [FIELD_ERROR] = {"ERR", 9},
	[FIELD_FLAGS] = {"FLAGS", 20}, [FIELD_MODE] = {"MODE", 6},
	[FIELD_DIRFD] = {"DIRFD", 6},  [FIELD_PATH] = {"PATH", 4},
};

#define COUNT_WIDTH 9

uint64_t event_summary_lost(const struct event_summary *summary)
{
	return summary->books.dropped + summary->books.lapsed + summary->unread;
}

/* At least one space behind a cell that is as wide as its column; none behind the last.
 */
static void end_cell(struct strbuf *text, size_t start, const struct field_list *list,
		     size_t i)
{
	if (i + 1 == list->count) {
		strbuf_add_char(text, '\n');
		return;
	}
	strbuf_add_char(text, ' ');
	text_pad(text, start, columns[list->fields[i]].width);
}

void text_write_events_begin(FILE *stream, const struct event_format *format)
{
	struct strbuf text = {0};

	for (size_t i = 0; i < format->columns.count; i++) {
		size_t start = text.length;

		strbuf_add(&text, columns[format->columns.fields[i]].head);
		end_cell(&text, start, &format->columns, i);
	}
	text_flush(&text, stream);
}

void text_add_event(struct strbuf *lines, const struct event_format *format,
		    const struct open_event *event)
{
	for (size_t i = 0; i < format->columns.count; i++) {
		size_t start = lines->length;

		writer_add_field(lines, format->columns.fields[i], format, event);
		end_cell(lines, start, &format->columns, i);
	}
}

void writer_flush(struct strbuf *lines, FILE *stream)
{
	fwrite(strbuf_text(lines), 1, lines->length, stream);
	fflush(stream);
	strbuf_clear(lines);
}

/* The values are escaped already. */
void text_write_tally(FILE *stream, const char *head, const struct tally *tally)
{
	const struct tally_entry **entries AUTO_FREE = tally_sorted(tally);
	struct strbuf text = {0};

	strbuf_add_format(&text, "%*s %s\n", COUNT_WIDTH, "COUNT", head);
	for (size_t i = 0; i < tally->size; i++)
		strbuf_add_format(&text, "%*" PRIu64 " %s\n", COUNT_WIDTH,
				  entries[i]->count, entries[i]->text);
	text_flush(&text, stream);
}

void text_write_counts(FILE *stream, enum event_field field, const struct tally *tally)
{
	text_write_tally(stream, columns[field].head, tally);
}

void writer_print_sums(FILE *stream, const struct event_summary *summary)
{
	if (!summary->has_books)
		fprintf(stream, "%" PRIu64 " events\n", summary->shown);
	else
		fprintf(stream,
			"%" PRIu64 " events, %" PRIu64 " lost, %" PRIu64 " filtered\n",
			summary->shown, event_summary_lost(summary),
			summary->books.filtered + summary->hidden);
	if (summary->has_files)
		fprintf(stream,
			"%" PRIu64 " files opened, %" PRIu64
			" looked for and not found\n",
			summary->opened, summary->not_found);
}

void text_write_events_end(FILE *stream, const struct event_summary *summary)
{
	fflush(stream);
	writer_print_sums(stderr, summary);
}
