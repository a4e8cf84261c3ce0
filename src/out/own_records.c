// SPDX-License-Identifier: GPL-2.0-or-later
/* Records of own probes, for people and for programs. */
#include "out/own_records.h"

#include <inttypes.h>

#include "base/escape.h"
#include "base/memory.h"
#include "out/json_document.h"
#include "out/text.h"
#include "out/value.h"

#define NUMBER_WIDTH 10
#define TEXT_WIDTH_MAX 16
#define GAP 2
#define PADDING_MAX 7 /* bytes behind a record in a perf buffer */

void record_writer_release(struct record_writer *writer)
{
	columns_release(&writer->columns);
	*writer = (struct record_writer){0};
}

static enum own_record_as form_of(enum own_record_as as, const struct own_record *record)
{
	return as == RECORD_AS_STRUCT && !record->type ? RECORD_AS_HEX : as;
}

static size_t text_length(const struct own_record *record)
{
	return strnlen((const char *)record->bytes, record->size);
}

static struct value value_of(const struct own_record *record)
{
	return (struct value){
		.type = record->type, .bytes = record->bytes, .cpu_count = 1};
}

/* What is no struct. */
static void add_plain(struct strbuf *text, enum own_record_as form,
		      const struct own_record *record)
{
	if (form == RECORD_AS_TEXT)
		escape_text(text, (const char *)record->bytes, text_length(record));
	else
		text_add_hex(text, record->bytes, record->size);
}

/* ---- text ---- */

static size_t width_of(const struct column *column)
{
	size_t width = type_is_number(column->type) ? NUMBER_WIDTH : column->type->size;

	if (width > TEXT_WIDTH_MAX)
		width = TEXT_WIDTH_MAX;
	return width < strlen(column->name) ? strlen(column->name) : width;
}

/* The last one is as long as it is. */
static void add_cell(struct record_writer *writer, struct strbuf *lines, size_t index,
		     const char *cell)
{
	const struct column *column = &writer->columns.columns[index];

	if (index)
		strbuf_add_spaces(lines, GAP);
	if (type_is_number(column->type))
		text_add_right(lines, width_of(column), cell);
	else if (index + 1 < writer->columns.count)
		text_add_left(lines, width_of(column), cell);
	else
		strbuf_add(lines, cell);
}

static void add_heads(struct record_writer *writer, struct strbuf *lines,
		      const struct type *type)
{
	columns_release(&writer->columns);
	columns_add(&writer->columns, "", type);
	for (size_t i = 0; i < writer->columns.count; i++)
		add_cell(writer, lines, i, writer->columns.columns[i].name);
	strbuf_add(lines, "\n");
	writer->type = type;
}

static void add_row(struct record_writer *writer, struct strbuf *lines,
		    const struct own_record *record)
{
	const struct value whole = value_of(record);

	if (writer->type != record->type)
		add_heads(writer, lines, record->type);
	for (size_t i = 0; i < writer->columns.count; i++) {
		struct value part = column_value(&writer->columns.columns[i], &whole);
		struct strbuf cell AUTO_STRBUF = {0};

		text_add_value(&cell, &part);
		add_cell(writer, lines, i, strbuf_text(&cell));
	}
	strbuf_add(lines, "\n");
}

/* ---- JSON ---- */

/* Also what is behind the struct, where it is more than padding. */
static void add_struct(struct json *json, const struct own_record *record)
{
	const struct value value = value_of(record);
	size_t rest =
		record->size > record->type->size ? record->size - record->type->size : 0;
	struct strbuf hex AUTO_STRBUF = {0};

	json_value(json, "data", &value);
	if (rest <= PADDING_MAX)
		return;
	text_add_hex(&hex, record->bytes + record->type->size, rest);
	json_string(json, "rest_hex", strbuf_text(&hex));
}

static void add_json(struct record_writer *writer, struct strbuf *lines,
		     const struct own_record *record, uint64_t time_ns)
{
	static const char *const names[] = {"struct", "text", "hex"};
	enum own_record_as form = form_of(writer->as, record);
	struct json json = json_begin_line(lines);
	struct strbuf plain AUTO_STRBUF = {0};

	json_string(&json, "type",
		    form == RECORD_AS_STRUCT ? record->type->name : names[form]);
	json_number(&json, "seq", writer->written);
	json_seconds(&json, "time", time_ns);
	json_string(&json, "map", record->map);
	if (form == RECORD_AS_STRUCT) {
		add_struct(&json, record);
	} else if (form == RECORD_AS_TEXT) {
		json_bytes(&json, "data", (const char *)record->bytes,
			   text_length(record));
	} else {
		add_plain(&plain, form, record);
		json_string(&json, "data", strbuf_text(&plain));
	}
	json_end_line(&json, lines);
}

void record_writer_add(struct record_writer *writer, struct strbuf *lines,
		       const struct own_record *record, uint64_t time_ns)
{
	enum own_record_as form = form_of(writer->as, record);

	if (writer->is_json) {
		add_json(writer, lines, record, time_ns);
	} else if (form == RECORD_AS_STRUCT) {
		add_row(writer, lines, record);
	} else {
		add_plain(lines, form, record);
		strbuf_add(lines, "\n");
	}
	writer->written++;
}

/* ---- counting ---- */

bool record_add_counted(enum own_record_as as, const struct own_record *record,
			const char *field, struct strbuf *text)
{
	enum own_record_as form = form_of(as, record);
	struct columns columns AUTO_COLUMNS = {0};
	struct value whole;

	if (form != RECORD_AS_STRUCT) {
		add_plain(text, form, record);
		return !field;
	}
	whole = value_of(record);
	if (!field) {
		text_add_value(text, &whole);
		return true;
	}
	columns_add(&columns, "", record->type);
	for (size_t i = 0; i < columns.count; i++) {
		struct value part = column_value(&columns.columns[i], &whole);

		if (strcmp(columns.columns[i].name, field))
			continue;
		text_add_value(text, &part);
		return true;
	}
	return false;
}

void record_write_counts(FILE *stream, bool is_json, const char *field,
			 const struct tally *tally)
{
	if (is_json)
		json_write_tally(stream, field ? field : "data", tally);
	else
		text_write_tally(stream, field ? field : "EVENT", tally);
}

void record_write_summary(FILE *stream, bool is_json,
			  const struct record_summary *summary)
{
	struct json json;

	if (!is_json) {
		fprintf(stream, "%" PRIu64 " events", summary->records);
		if (summary->is_lost_known)
			fprintf(stream, ", %" PRIu64 " lost", summary->lost);
		fputs("\n", stream);
		return;
	}
	json = json_begin_document();
	json_string(&json, "type", "summary");
	json_number(&json, "events", summary->records);
	if (summary->is_lost_known)
		json_number(&json, "lost", summary->lost);
	else
		json_null(&json, "lost");
	json_string(&json, "reason", summary->reason);
	json_end_document(&json, stream);
}
