// SPDX-License-Identifier: GPL-2.0-or-later
/* What every JSON document begins and ends with. */
#include "out/json_document.h"

#include <string.h>

#define SCHEMA 1

struct json json_begin_document(void)
{
	struct json json = {0};

	json_begin_object(&json, NULL);
	json_number(&json, "schema", SCHEMA);
	return json;
}

void json_end_document(struct json *json, FILE *stream)
{
	json_end_object(json);
	strbuf_add_char(&json->text, '\n');
	fwrite(json->text.text, 1, json->text.length, stream);
	strbuf_release(&json->text);
}

void json_add_comm(struct json *json, const struct ebpfctl_comm *comm)
{
	json_bytes(json, "comm", comm->text, strnlen(comm->text, sizeof(comm->text)));
}
