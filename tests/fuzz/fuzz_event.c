// SPDX-License-Identifier: GPL-2.0-or-later
/* Records of a ring, decoded and written in every form. */
#include "core/event.h"
#include "json_valid.h"
#include "out/writer.h"

static void check_fields(const struct open_event *event, size_t size)
{
	PROMISE(!event->is_path_known || event->path_length <= size);
	PROMISE(!event->dir || event->dir_length <= size);
	PROMISE(event->error >= 0);
	PROMISE((event->fd >= 0) == (event->error == 0));
}

static void check_text(const struct event_format *format, const struct open_event *event)
{
	struct strbuf lines = {0};

	writer_text.event(&lines, format, event);
	PROMISE(lines.length && lines.text[lines.length - 1] == '\n');
	PROMISE(fuzz_is_printable(lines.text, lines.length - 1));
	strbuf_release(&lines);
}

static void check_json(const struct event_format *format, const struct open_event *event)
{
	struct strbuf lines = {0};

	writer_json.event(&lines, format, event);
	PROMISE(json_is_valid(strbuf_text(&lines), lines.length, true));
	strbuf_release(&lines);
}

static void check_counted(const struct event_format *format,
			  const struct open_event *event)
{
	struct strbuf text = {0};

	for (int field = 0; field < FIELD_COUNT; field++)
		writer_add_field(&text, (enum event_field)field, format, event);
	strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct event_format format = {.columns.count = FIELD_COUNT, .via = "fexit"};
	struct open_event event;
	/* aligned, and with nothing readable behind it */
	char *record = fuzz_text(data, size);

	for (size_t i = 0; i < FIELD_COUNT; i++)
		format.columns.fields[i] = (enum event_field)i;
	escape_set_utf8(size & 1);
	if (!event_decode(record, size, &event)) {
		check_fields(&event, size);
		for (int is_full = 0; is_full <= 1; is_full++) {
			format.is_full_path = is_full;
			check_text(&format, &event);
			check_json(&format, &event);
		}
		check_counted(&format, &event);
	}
	free(record);
	return 0;
}
