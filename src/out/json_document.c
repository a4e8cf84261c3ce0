// SPDX-License-Identifier: GPL-2.0-or-later
/* What every JSON document begins and ends with. */
#include "out/json_document.h"

#include <string.h>

#define SCHEMA 1

struct json json_begin_line(struct strbuf *lines)
{
	struct json json = {.text = *lines};

	*lines = (struct strbuf){0};
	json_begin_object(&json, NULL);
	json_number(&json, "schema", SCHEMA);
	return json;
}

void json_end_line(struct json *json, struct strbuf *lines)
{
	json_end_object(json);
	strbuf_add_char(&json->text, '\n');
	*lines = json->text;
}

struct json json_begin_document(void)
{
	struct strbuf lines = {0};

	return json_begin_line(&lines);
}

void json_end_document(struct json *json, FILE *stream)
{
	struct strbuf lines AUTO_STRBUF = {0};

	json_end_line(json, &lines);
	fwrite(lines.text, 1, lines.length, stream);
}

void json_add_comm(struct json *json, const struct ebpfctl_comm *comm)
{
	json_bytes(json, "comm", comm->text, strnlen(comm->text, sizeof(comm->text)));
}

void json_add_ifname(struct json *json, const char *ifname)
{
	json_bytes(json, "ifname", ifname, strnlen(ifname, EBPFCTL_IFNAME_LEN));
}

void json_add_message(struct json *json, const char *key, const char *message)
{
	if (message)
		json_bytes(json, key, message, strlen(message));
	else
		json_null(json, key);
}
