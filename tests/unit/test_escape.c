// SPDX-License-Identifier: GPL-2.0-or-later
/* Whatever bytes come, one printable line comes out, and the bytes can be had back. */
#include "base/escape.h"

#include <stdlib.h>

#include "tap.h"

static void shows(const char *bytes, size_t length, const char *expected,
		  const char *name)
{
	struct strbuf text AUTO_STRBUF = {0};

	escape_text(&text, bytes, length);
	is_text(strbuf_text(&text), expected, name);
}

#define SHOWS(bytes, expected, name) shows(bytes, sizeof(bytes) - 1, expected, name)

static void test_utf8_locale(void)
{
	escape_set_utf8(true);
	SHOWS("/etc/passwd", "/etc/passwd", "plain text stays");
	SHOWS("a\\b", "a\\\\b", "a backslash is doubled");
	SHOWS("a\nb\tc", "a\\nb\\tc", "newline and tab have names");
	SHOWS("\033[31m\r\b", "\\x1b[31m\\x0d\\x08", "control characters are hex");
	SHOWS("\x7f", "\\x7f", "so is DEL");
	SHOWS("a\0b", "a\\x00b", "and a NUL byte");
	SHOWS("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f",
	      "letters of other languages stay");
	SHOWS("\xc2\x9b", "\\xc2\\x9b", "C1 controls are escaped");
	SHOWS("\xe2\x80\xae", "\\xe2\\x80\\xae", "bidi overrides are escaped");
	SHOWS("\xe2\x81\xa6", "\\xe2\\x81\\xa6", "bidi isolates are escaped");
	SHOWS("\xe2\x80\xa8", "\\xe2\\x80\\xa8", "line separators are escaped");
	SHOWS("\xff\xfe", "\\xff\\xfe", "bytes that are no UTF-8 are escaped");
	SHOWS("\xc0\xaf", "\\xc0\\xaf", "overlong forms are no UTF-8");
	SHOWS("\xed\xa0\x80", "\\xed\\xa0\\x80", "nor are surrogates");
	SHOWS("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80",
	      "nor is what lies beyond U+10FFFF");
	SHOWS("\xe2\x82", "\\xe2\\x82", "nor is half a character");
	SHOWS("\xf0\x9f\x90\x9d", "\xf0\x9f\x90\x9d", "four bytes are one character");
}

static void test_other_locale(void)
{
	escape_set_utf8(false);
	SHOWS("gr\xc3\xbc", "gr\\xc3\\xbc", "without UTF-8 every byte from 0x80 is hex");
	SHOWS("abc", "abc", "and plain text stays");
}

/* Back to bytes, as a reader of our output would do it. */
static size_t decode(const char *text, char *bytes)
{
	size_t length = 0;

	while (*text) {
		char hex[3] = {0};

		if (*text != '\\') {
			bytes[length++] = *text++;
		} else if (text[1] == 'x') {
			memcpy(hex, text + 2, 2);
			bytes[length++] = (char)strtol(hex, NULL, 16);
			text += 4;
		} else {
			bytes[length++] = text[1] == 'n' ? '\n' :
					  text[1] == 't' ? '\t' :
							   text[1];
			text += 2;
		}
	}
	return length;
}

static bool is_printable_line(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

static void test_all_pairs(bool is_utf8)
{
	bool round_trips = true, printable = true;

	escape_set_utf8(is_utf8);
	for (unsigned int first = 0; first < 256; first++)
		for (unsigned int second = 0; second < 256; second++) {
			char bytes[2] = {(char)first, (char)second}, back[16];
			struct strbuf text AUTO_STRBUF = {0};

			escape_text(&text, bytes, sizeof(bytes));
			printable = printable && is_printable_line(text.text);
			round_trips = round_trips &&
				      decode(text.text, back) == sizeof(bytes) &&
				      !memcmp(back, bytes, sizeof(bytes));
		}
	ok(printable, "each of 65,536 pairs of bytes is one printable line");
	ok(round_trips, "and turns back into the same two bytes");
}

int main(void)
{
	test_utf8_locale();
	test_other_locale();
	test_all_pairs(false);
	test_all_pairs(true);
	return tap_end();
}
