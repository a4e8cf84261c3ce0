/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the JSON writer share; for no one else. */
#ifndef OUT_JSON_DOCUMENT_H
#define OUT_JSON_DOCUMENT_H

#include "out/json.h"
#include "out/writer.h"

/* An object with "schema" in it; json_end_document() writes it out, on one line. */
struct json json_begin_document(void);
void json_end_document(struct json *json, FILE *stream);

/* The same at the end of LINES, which the caller writes out: one of many. */
struct json json_begin_line(struct strbuf *lines);
void json_end_line(struct json *json, struct strbuf *lines);

/* "comm", and "comm_hex" where it is needed; the same for an interface's name. */
void json_add_comm(struct json *json, const struct ebpfctl_comm *comm);
void json_add_ifname(struct json *json, const char *ifname);

/* What may hold what the user typed, or another chose; NULL gives null. */
void json_add_message(struct json *json, const char *key, const char *message);

void json_write_apply(FILE *stream, const struct change_report *report);
/* "time", and "probes", which stays open. */
void json_begin_stats(struct json *json, const struct snapshot *snapshot);

void json_write_stats(FILE *stream, const struct snapshot *snapshot);
void json_write_watch(FILE *stream, const struct rates *rates,
		      const struct watch_view *view);
void json_write_list(FILE *stream, const struct inventory *inventory);
void json_write_check(FILE *stream, const struct findings *findings);
void json_write_hooks(FILE *stream, const struct hooks *hooks);
void json_write_events_begin(FILE *stream, const struct event_format *format);
void json_add_event(struct strbuf *lines, const struct event_format *format,
		    const struct open_event *event);
/* How often each value of FIELD came. */
void json_write_tally(FILE *stream, const char *field, const struct tally *tally);
void json_write_counts(FILE *stream, enum event_field field, const struct tally *tally);
void json_write_events_end(FILE *stream, const struct event_summary *summary);

#endif
