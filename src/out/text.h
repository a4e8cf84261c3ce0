/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the text writer share; for no one else. */
#ifndef OUT_TEXT_H
#define OUT_TEXT_H

#include "base/clock.h"
#include "base/strbuf.h"
#include "out/writer.h"

/* Writes TEXT out and releases it. */
void text_flush(struct strbuf *text, FILE *stream);

/* NAME, of at most SIZE bytes, as somebody else chose it: escaped. */
void text_add_name(struct strbuf *text, const char *name, size_t size);

/*
 * How many of the bytes of TEXT fit into so many COLUMNS of a terminal, whole characters
 * alone, and how many columns these take.
 */
size_t text_fit(const char *text, size_t length, size_t columns, size_t *ret_width);

/* Spaces until WIDTH columns stand behind START. */
void text_pad(struct strbuf *text, size_t start, size_t width);

/* CELL, which is ours, padded to WIDTH. */
void text_add_left(struct strbuf *text, size_t width, const char *cell);

/* The first column of a screen. */
void text_add_probe(struct strbuf *text, const char *probe);

/* "1.2 MiB", and CELL behind so many spaces that WIDTH are filled. */
#define TEXT_CELL_SIZE 32
void text_format_bytes(char cell[TEXT_CELL_SIZE], uint64_t bytes);
void text_add_right(struct strbuf *text, size_t width, const char *cell);

/* NS since the epoch in local time: "2026-11-22 11:02:07", "11:02:07". */
void text_add_date(struct strbuf *text, uint64_t ns);
void text_add_clock(struct strbuf *text, uint64_t ns);

/* Bars; of opens for all comms, and for the first ones. */
void text_add_sizes(struct strbuf *text, const struct size_histogram *sizes);
void text_add_latencies(struct strbuf *text, const struct opens_snapshot *opens);

void text_write_apply(FILE *stream, const struct change_report *report);
void text_add_stats(struct strbuf *text, const struct snapshot *snapshot);
void text_write_stats(FILE *stream, const struct snapshot *snapshot);
/* TEXT as what draws it on the screen of VIEW, over the last one. */
void text_add_screen(struct strbuf *screen, const struct strbuf *text,
		     const struct watch_view *view);
void text_write_watch(FILE *stream, const struct rates *rates,
		      const struct watch_view *view);
void text_write_list(FILE *stream, const struct inventory *inventory);
void text_write_check(FILE *stream, const struct findings *findings);
void text_write_hooks(FILE *stream, const struct hooks *hooks);
void text_write_events_begin(FILE *stream, const struct event_format *format);
void text_add_event(struct strbuf *lines, const struct event_format *format,
		    const struct open_event *event);
/* How often each value came, which HEAD is the name of. */
void text_write_tally(FILE *stream, const char *head, const struct tally *tally);
void text_write_counts(FILE *stream, enum event_field field, const struct tally *tally);
void text_write_events_end(FILE *stream, const struct event_summary *summary);

#endif
