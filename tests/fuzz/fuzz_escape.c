// SPDX-License-Identifier: GPL-2.0-or-later
/* Any bytes as text: printable, on one line, and the same bytes when they are read back. */
#include "base/escape.h"
#include "fuzz.h"

static unsigned int hex_digit(char digit)
{
	PROMISE((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'));
	return (unsigned int)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* One byte at *TEXT as a reader of our output would take it; moves *TEXT behind it. */
static uint8_t take_byte(const char **text)
{
	const char *at = *text;

	if (*at != '\\') {
		*text += 1;
		return (uint8_t)*at;
	}
	if (at[1] == 'x') {
		*text += 4;
		return (uint8_t)(hex_digit(at[2]) << 4 | hex_digit(at[3]));
	}
	*text += 2;
	PROMISE(at[1] == '\\' || at[1] == 'n' || at[1] == 't');
	return (uint8_t)(at[1] == 'n' ? '\n' : at[1] == 't' ? '\t' : '\\');
}

static void check(const uint8_t *data, size_t size, bool is_utf8)
{
	struct strbuf text = {0};
	const char *at, *end;

	escape_set_utf8(is_utf8);
	escape_text(&text, (const char *)data, size);
	PROMISE(fuzz_is_printable(strbuf_text(&text), text.length));
	at = strbuf_text(&text);
	end = at + text.length;
	for (size_t i = 0; i < size; i++) {
		PROMISE(at < end && take_byte(&at) == data[i]);
	}
	PROMISE(at == end);

	/* valid UTF-8, or, where the locale has none, ASCII */
	for (at = strbuf_text(&text); at < end;) {
		uint32_t code_point;
		size_t length = escape_decode_utf8(at, (size_t)(end - at), &code_point);

		PROMISE(length && (is_utf8 || length == 1));
		PROMISE(code_point < 0x80 || code_point > 0x9f);
		PROMISE(code_point != 0x2028 && code_point != 0x202e);
		at += length;
	}
	strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PROMISE(escape_plain_length((const char *)data, size) <= size);
	check(data, size, true);
	check(data, size, false);
	return 0;
}
