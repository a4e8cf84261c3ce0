// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for programs: file opens, one object a line. */
#include <string.h>

#include "out/json_document.h"

void json_write_events_begin(FILE *stream, const struct event_format *format)
{
	(void)stream;
	(void)format;
}

static void add_number_or_null(struct json *json, const char *key, bool is_known,
			       uint64_t number)
{
	if (is_known)
		json_number(json, key, number);
	else
		json_null(json, key);
}

static void add_flag_names(struct json *json, const struct open_event *event)
{
	const char *names[EVENT_FLAG_NAMES_MAX];
	size_t count = event->is_flags_known ? event_flag_names(event->flags, names) : 0;

	if (!event->is_flags_known) {
		json_null(json, "flag_names");
		return;
	}
	json_begin_array(json, "flag_names");
	for (size_t i = 0; i < count; i++)
		json_string(json, NULL, names[i]);
	json_end_array(json);
}

static void add_path(struct json *json, const struct open_event *event)
{
	if (event->is_path_known)
		json_bytes(json, "path", event->path, event->path_length);
	else
		json_null(json, "path");
	json_bool(json, "path_truncated", event->is_path_truncated);
}

static void add_dirfd(struct json *json, const struct open_event *event)
{
	if (event->is_dirfd_known)
		json_signed(json, "dirfd", event->dirfd);
	else
		json_null(json, "dirfd");
}

static void add_full_path(struct json *json, const struct open_event *event)
{
	struct strbuf path AUTO_STRBUF = {0};

	if (!writer_add_full_path(&path, event)) {
		json_null(json, "full_path");
		json_null(json, "full_path_complete");
		return;
	}
	json_bytes(json, "full_path", strbuf_text(&path), path.length);
	json_bool(json, "full_path_complete", !event->dir || event->is_dir_complete);
}

void json_add_event(struct strbuf *lines, const struct event_format *format,
		    const struct open_event *event)
{
	struct json json = json_begin_line(lines);

	json_string(&json, "type", "open");
	json_number(&json, "seq", event->seq);
	json_seconds(&json, "time", event->time_ns + format->boot_offset_ns);
	add_number_or_null(&json, "pid", event->is_pid_known, event->pid);
	add_number_or_null(&json, "tid", event->is_pid_known, event->tid);
	json_number(&json, "uid", event->uid);
	json_add_comm(&json, &event->comm);
	json_signed(&json, "fd", event->fd);
	json_signed(&json, "errno", event->error);
	json_string(&json, "error", event->error ? strerrorname_np(event->error) : NULL);
	add_number_or_null(&json, "flags", event->is_flags_known, event->flags);
	add_flag_names(&json, event);
	add_number_or_null(&json, "create_mode", event->has_mode, event->mode);
	add_path(&json, event);
	json_string(&json, "via", format->via);
	add_number_or_null(&json, "ppid", event->is_ppid_known, event->ppid);
	json_number(&json, "gid", event->gid);
	json_id(&json, "cgroup_id", event->cgroup_id);
	add_dirfd(&json, event);
	if (format->is_full_path)
		add_full_path(&json, event);
	json_end_line(&json, lines);
}

void json_write_tally(FILE *stream, const char *field, const struct tally *tally)
{
	const struct tally_entry **entries AUTO_FREE = tally_sorted(tally);
	struct json json = json_begin_document();

	json_string(&json, "type", "counts");
	json_string(&json, "field", field);
	json_begin_array(&json, "counts");
	for (size_t i = 0; i < tally->size; i++) {
		json_begin_object(&json, NULL);
		json_bytes(&json, "value", entries[i]->text, entries[i]->length);
		json_number(&json, "count", entries[i]->count);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_end_document(&json, stream);
}

void json_write_counts(FILE *stream, enum event_field field, const struct tally *tally)
{
	json_write_tally(stream, field_name(field), tally);
}

void json_write_events_end(FILE *stream, const struct event_summary *summary)
{
	struct json json = json_begin_document();

	json_string(&json, "type", "summary");
	add_number_or_null(&json, "hits", summary->has_books, summary->books.hits);
	add_number_or_null(&json, "delivered", summary->has_books,
			   summary->books.delivered);
	add_number_or_null(&json, "filtered", summary->has_books,
			   summary->books.filtered);
	add_number_or_null(&json, "dropped", summary->has_books, summary->books.dropped);
	add_number_or_null(&json, "lapsed", summary->has_books, summary->books.lapsed);
	json_string(&json, "reason", summary->reason);
	if (summary->has_files) {
		json_number(&json, "files_opened", summary->opened);
		json_number(&json, "files_not_found", summary->not_found);
	}
	json_end_document(&json, stream);
}
