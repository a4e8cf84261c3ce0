// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for programs: check. */
#include <string.h>

#include "core/probe_name.h"
#include "out/json_document.h"

/* With the name of an interface or a program in it, which others chose. */
static void add_text(struct json *json, const char *key, const char *text)
{
	if (text)
		json_bytes(json, key, text, strlen(text));
	else
		json_null(json, key);
}

void json_write_check(FILE *stream, const struct findings *findings)
{
	struct json json = json_begin_document();

	json_bool(&json, "ok",
		  findings_would_load(findings, PROBE_PACKETS) &&
			  findings_would_load(findings, PROBE_OPENS));
	json_begin_array(&json, "findings");
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->findings[i];

		json_begin_object(&json, NULL);
		add_text(&json, "code", finding->code);
		json_string(&json, "verdict", verdict_name(finding->verdict));
		add_text(&json, "reason", finding->reason);
		add_text(&json, "remedy", finding->remedy);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_end_document(&json, stream);
}
