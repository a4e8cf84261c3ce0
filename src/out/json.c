// SPDX-License-Identifier: GPL-2.0-or-later
/* Builds one JSON text (RFC 8259). */
#include "out/json.h"

#include <string.h>

#include "base/clock.h"
#include "base/escape.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* In one piece: a line of events has some twenty of these. */
static void begin_value(struct json *json, const char *key)
{
	size_t length = key ? strlen(key) : 0;
	char *at = strbuf_room(&json->text, length + strlen(",\"\":"));

	if (json->needs_comma)
		*at++ = ',';
	json->needs_comma = true;
	if (key) {
		*at++ = '"';
		memcpy(at, key, length);
		at += length;
		*at++ = '"';
		*at++ = ':';
	}
	strbuf_end(&json->text, at);
}

static void begin_nested(struct json *json, const char *key, char bracket)
{
	begin_value(json, key);
	strbuf_add_char(&json->text, bracket);
	json->needs_comma = false;
}

static void end_nested(struct json *json, char bracket)
{
	strbuf_add_char(&json->text, bracket);
	json->needs_comma = true;
}

void json_begin_object(struct json *json, const char *key)
{
	begin_nested(json, key, '{');
}

void json_end_object(struct json *json)
{
	end_nested(json, '}');
}

void json_begin_array(struct json *json, const char *key)
{
	begin_nested(json, key, '[');
}

void json_end_array(struct json *json)
{
	end_nested(json, ']');
}

void json_number(struct json *json, const char *key, uint64_t number)
{
	begin_value(json, key);
	strbuf_add_number(&json->text, number);
}

void json_signed(struct json *json, const char *key, int64_t number)
{
	begin_value(json, key);
	if (number < 0)
		strbuf_add_char(&json->text, '-');
	strbuf_add_number(&json->text,
			  number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void json_decimal(struct json *json, const char *key, double number)
{
	begin_value(json, key);
	strbuf_add_format(&json->text, "%.3f", number);
}

void json_literal(struct json *json, const char *key, const char *text)
{
	begin_value(json, key);
	strbuf_add(&json->text, text);
}

void json_bool(struct json *json, const char *key, bool value)
{
	json_literal(json, key, value ? "true" : "false");
}

void json_null(struct json *json, const char *key)
{
	json_literal(json, key, "null");
}

static void add_character(struct strbuf *text, const char *bytes, size_t size)
{
	unsigned char byte = (unsigned char)bytes[0];

	if (byte == '"' || byte == '\\') {
		strbuf_add_char(text, '\\');
		strbuf_add_char(text, bytes[0]);
	} else if (byte < 0x20 || byte == 0x7f) {
		strbuf_add_format(text, "\\u%04x", byte);
	} else {
		strbuf_add_bytes(text, bytes, size);
	}
}

/* False when a byte had to be replaced. */
static bool add_quoted(struct strbuf *text, const char *bytes, size_t length)
{
	bool is_valid = true;

	strbuf_add_char(text, '"');
	for (size_t i = 0; i < length;) {
		size_t size = escape_plain_length(bytes + i, length - i);
		uint32_t code_point;

		if (size) {
			strbuf_add_bytes(text, bytes + i, size);
			i += size;
			continue;
		}
		size = escape_decode_utf8(bytes + i, length - i, &code_point);
		if (size)
			add_character(text, bytes + i, size);
		else
			strbuf_add(text, REPLACEMENT);
		is_valid = is_valid && size;
		i += size ? size : 1;
	}
	strbuf_add_char(text, '"');
	return is_valid;
}

void json_string(struct json *json, const char *key, const char *text)
{
	if (!text) {
		json_null(json, key);
		return;
	}
	begin_value(json, key);
	add_quoted(&json->text, text, strlen(text));
}

void json_bytes(struct json *json, const char *key, const char *bytes, size_t length)
{
	begin_value(json, key);
	if (add_quoted(&json->text, bytes, length))
		return;
	strbuf_add_format(&json->text, ",\"%s_hex\":\"", key);
	for (size_t i = 0; i < length; i++)
		strbuf_add_format(&json->text, "%02x", (unsigned char)bytes[i]);
	strbuf_add_char(&json->text, '"');
}

void json_id(struct json *json, const char *key, uint64_t id)
{
	begin_value(json, key);
	strbuf_add_char(&json->text, '"');
	strbuf_add_number(&json->text, id);
	strbuf_add_char(&json->text, '"');
}

void json_seconds(struct json *json, const char *key, uint64_t ns)
{
	uint64_t decimals = ns % CLOCK_NS_PER_SECOND;

	begin_value(json, key);
	strbuf_add_number(&json->text, ns / CLOCK_NS_PER_SECOND);
	strbuf_add_char(&json->text, '.');
	for (uint64_t unit = CLOCK_NS_PER_SECOND / 10; unit > 1 && decimals < unit;
	     unit /= 10)
		strbuf_add_char(&json->text, '0');
	strbuf_add_number(&json->text, decimals);
}
