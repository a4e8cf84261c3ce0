/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a text is one JSON value of RFC 8259, in valid UTF-8 and on one line. */
#ifndef TESTS_FUZZ_JSON_VALID_H
#define TESTS_FUZZ_JSON_VALID_H

#include "base/escape.h"
#include "fuzz.h"

#define JSON_DEPTH_MAX 32

static inline bool json_take(const char **at, char byte)
{
	if (**at != byte)
		return false;
	++*at;
	return true;
}

/* The escapes that JSON has; \u with four digits. */
static inline bool json_valid_escape(const char **at)
{
	size_t digits = 0;

	if (!json_take(at, 'u'))
		return **at && strchr("\"\\/bfnrt", *(*at)++);
	while (digits < 4 && **at && strchr("0123456789abcdefABCDEF", **at)) {
		digits++;
		++*at;
	}
	return digits == 4;
}

static inline bool json_valid_string(const char **at)
{
	if (!json_take(at, '"'))
		return false;
	while (**at && **at != '"') {
		uint32_t code_point;
		size_t length = escape_decode_utf8(*at, strlen(*at), &code_point);

		if (!length || code_point < 0x20)
			return false;
		*at += length;
		if (code_point == '\\' && !json_valid_escape(at))
			return false;
	}
	return json_take(at, '"');
}

static inline bool json_valid_number(const char **at)
{
	size_t length = strspn(*at, "-0123456789.");
	char *end;

	strtod(*at, &end);
	if (!length || end != *at + length)
		return false;
	*at = end;
	return true;
}

static inline bool json_valid_word(const char **at)
{
	static const char *const words[] = {"null", "true", "false"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strncmp(*at, words[i], strlen(words[i]))) {
			*at += strlen(words[i]);
			return true;
		}
	}
	return false;
}

static inline bool json_valid_value(const char **at, unsigned int depth);

/* What stands between brackets, or, HAS_KEYS, between braces. */
static inline bool json_valid_list(const char **at, char end, bool has_keys,
				   unsigned int depth)
{
	if (json_take(at, end))
		return true;
	do {
		if (has_keys && (!json_valid_string(at) || !json_take(at, ':')))
			return false;
		if (!json_valid_value(at, depth))
			return false;
	} while (json_take(at, ','));
	return json_take(at, end);
}

static inline bool json_valid_value(const char **at, unsigned int depth)
{
	if (depth == JSON_DEPTH_MAX)
		return false;
	if (json_take(at, '{'))
		return json_valid_list(at, '}', true, depth + 1);
	if (json_take(at, '['))
		return json_valid_list(at, ']', false, depth + 1);
	if (**at == '"')
		return json_valid_string(at);
	return json_valid_word(at) || json_valid_number(at);
}

/* TEXT of LENGTH bytes is one value and, with HAS_LINE_END, a newline. */
static inline bool json_is_valid(const char *text, size_t length, bool has_line_end)
{
	const char *at = text;

	return json_valid_value(&at, 0) && (!has_line_end || json_take(&at, '\n')) &&
	       at == text + length;
}

#endif
