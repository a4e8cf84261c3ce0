// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: file opens, one a line. */
#include <inttypes.h>
#include <string.h>

#include "out/text.h"

/* With the space behind each column. */
#define TIME_WIDTH 16
#define UID_WIDTH 8
#define PID_WIDTH 8
#define COMM_WIDTH 17
#define FD_WIDTH 4
#define ERROR_WIDTH 9

#define NS_PER_US 1000

uint64_t event_summary_lost(const struct event_summary *summary)
{
	return summary->books.dropped + summary->books.lapsed + summary->unread;
}

void text_write_events_begin(FILE *stream, const struct event_format *format)
{
	struct strbuf text = {0};

	if (format->has_time)
		text_add_left(&text, TIME_WIDTH, "TIME");
	if (format->has_uid)
		text_add_left(&text, UID_WIDTH, "UID");
	text_add_left(&text, PID_WIDTH, "PID");
	text_add_left(&text, COMM_WIDTH, "COMM");
	text_add_left(&text, FD_WIDTH, "FD");
	text_add_left(&text, ERROR_WIDTH, "ERR");
	strbuf_add(&text, "PATH\n");
	text_flush(&text, stream);
}

/* At least one space behind a cell that is as wide as its column, or wider. */
static void end_cell(struct strbuf *text, size_t start, size_t width)
{
	strbuf_add_char(text, ' ');
	text_pad(text, start, width);
}

static void add_number_cell(struct strbuf *text, size_t width, bool is_known,
			    int64_t number)
{
	size_t start = text->length;

	if (!is_known)
		strbuf_add_char(text, '?');
	else if (number < 0)
		strbuf_add_format(text, "%" PRId64, number);
	else
		strbuf_add_number(text, (uint64_t)number);
	end_cell(text, start, width);
}

static void add_time_cell(struct strbuf *text, uint64_t ns)
{
	text_add_clock(text, ns);
	strbuf_add_format(text, ".%06" PRIu64 " ", ns % CLOCK_NS_PER_SECOND / NS_PER_US);
}

static void add_error_cell(struct strbuf *text, int32_t error)
{
	const char *name = error ? strerrorname_np(error) : "-";
	size_t start = text->length;

	if (name)
		strbuf_add(text, name);
	else
		strbuf_add_number(text, (uint64_t)error);
	end_cell(text, start, ERROR_WIDTH);
}

static void add_comm_cell(struct strbuf *text, const struct ebpfctl_comm *comm)
{
	size_t start = text->length;

	text_add_name(text, comm->text, sizeof(comm->text));
	end_cell(text, start, COMM_WIDTH);
}

static void add_path(struct strbuf *text, const struct open_event *event)
{
	if (!event->is_path_known) {
		strbuf_add(text, "(unreadable)\n");
		return;
	}
	text_add_name(text, event->path, event->path_length);
	strbuf_add(text, event->is_path_truncated ? "...\n" : "\n");
}

void text_write_event(FILE *stream, const struct event_format *format,
		      const struct open_event *event)
{
	struct strbuf text = {0};

	if (format->has_time)
		add_time_cell(&text, event->time_ns + format->boot_offset_ns);
	if (format->has_uid)
		add_number_cell(&text, UID_WIDTH, true, event->uid);
	add_number_cell(&text, PID_WIDTH, event->is_pid_known, event->pid);
	add_comm_cell(&text, &event->comm);
	add_number_cell(&text, FD_WIDTH, true, event->fd);
	add_error_cell(&text, event->error);
	add_path(&text, event);
	text_flush(&text, stream);
}

void writer_print_sums(FILE *stream, const struct event_summary *summary)
{
	if (!summary->has_books)
		fprintf(stream, "%" PRIu64 " events\n", summary->shown);
	else
		fprintf(stream,
			"%" PRIu64 " events, %" PRIu64 " lost, %" PRIu64 " filtered\n",
			summary->shown, event_summary_lost(summary),
			summary->books.filtered);
}

void text_write_events_end(FILE *stream, const struct event_summary *summary)
{
	fflush(stream);
	writer_print_sums(stderr, summary);
}
