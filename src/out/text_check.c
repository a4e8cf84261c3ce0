// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writer for people: check. First what would load, then what is in the way of
 * something, then the rest: the answer stands at the top.
 */
#include <string.h>

#include "base/escape.h"
#include "core/probe_name.h"
#include "out/text.h"

#define VERDICT_WIDTH 10
#define REASON_COLUMN 32
#define SCREEN_WIDTH 80
#define REMEDY "fix: "

/* TEXT from REASON_COLUMN on, broken between words before SCREEN_WIDTH. */
static void add_wrapped(struct strbuf *text, const char *words)
{
	size_t column = REASON_COLUMN;

	while (*words) {
		size_t length = strcspn(words, " ");

		if (column > REASON_COLUMN && column + 1 + length > SCREEN_WIDTH) {
			strbuf_add(text, "\n");
			strbuf_add_spaces(text, REASON_COLUMN);
			column = REASON_COLUMN;
		} else if (column > REASON_COLUMN) {
			strbuf_add(text, " ");
			column++;
		}
		strbuf_add_bytes(text, words, length);
		column += length;
		words += length + strspn(words + length, " ");
	}
	strbuf_add(text, "\n");
}

static void add_remedy(struct strbuf *text, const char *remedy)
{
	struct strbuf words AUTO_STRBUF = {0};

	strbuf_add(&words, REMEDY);
	escape_text(&words, remedy, strlen(remedy));
	strbuf_add_spaces(text, REASON_COLUMN);
	add_wrapped(text, strbuf_text(&words));
}

static void add_row(struct strbuf *text, const char *verdict, const char *code,
		    const char *reason)
{
	struct strbuf words AUTO_STRBUF = {0};
	size_t start = text->length;

	text_add_left(text, VERDICT_WIDTH, verdict);
	escape_text(text, code, strlen(code));
	if (text->length - start >= REASON_COLUMN) {
		strbuf_add(text, "\n");
		start = text->length;
	}
	text_pad(text, start, REASON_COLUMN);
	escape_text(&words, reason, strlen(reason));
	add_wrapped(text, strbuf_text(&words));
}

static void add_finding(struct strbuf *text, const struct finding *finding)
{
	add_row(text, verdict_name(finding->verdict), finding->code, finding->reason);
	if (finding->remedy)
		add_remedy(text, finding->remedy);
}

enum group {
	GROUP_PROBE,
	GROUP_REFUSED,
	GROUP_DEGRADED,
	GROUP_UNKNOWN,
	GROUP_OK,
	GROUP_COUNT,
};

static enum group group_of(const struct finding *finding)
{
	static const enum group groups[] = {
		[VERDICT_OK] = GROUP_OK,
		[VERDICT_DEGRADED] = GROUP_DEGRADED,
		[VERDICT_REFUSED] = GROUP_REFUSED,
		[VERDICT_UNKNOWN] = GROUP_UNKNOWN,
	};

	if (!strcmp(finding->code, PROBE_PACKETS) || !strcmp(finding->code, PROBE_OPENS))
		return GROUP_PROBE;
	return groups[finding->verdict];
}

void text_write_check(FILE *stream, const struct findings *findings)
{
	struct strbuf text = {0};

	add_row(&text, "VERDICT", "FINDING", "REASON");
	for (int group = 0; group < GROUP_COUNT; group++)
		for (size_t i = 0; i < findings->count; i++)
			if ((int)group_of(&findings->findings[i]) == group)
				add_finding(&text, &findings->findings[i]);
	text_flush(&text, stream);
}
