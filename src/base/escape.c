// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes that others chose, as text that cannot forge a line or drive a terminal. */
#include "base/escape.h"

static bool utf8_is_printable;

void escape_set_utf8(bool is_utf8)
{
	utf8_is_printable = is_utf8;
}

/* How many bytes the first one announces, and the smallest code point of that form. */
static size_t announced_length(unsigned char first, uint32_t *ret_bits, uint32_t *ret_min)
{
	static const struct {
		unsigned char mask, value;
		uint32_t min;
	} forms[] = {{0x80, 0x00, 0},
		     {0xe0, 0xc0, 0x80},
		     {0xf0, 0xe0, 0x800},
		     {0xf8, 0xf0, 0x10000}};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if ((first & forms[i].mask) != forms[i].value)
			continue;
		*ret_bits = first & (unsigned char)~forms[i].mask;
		*ret_min = forms[i].min;
		return i + 1;
	}
	return 0;
}

size_t escape_decode_utf8(const char *bytes, size_t length, uint32_t *ret_code_point)
{
	uint32_t code_point, min;
	size_t needed = announced_length((unsigned char)bytes[0], &code_point, &min);

	if (!needed || needed > length)
		return 0;
	for (size_t i = 1; i < needed; i++) {
		if (((unsigned char)bytes[i] & 0xc0) != 0x80)
			return 0;
		code_point = code_point << 6 | ((unsigned char)bytes[i] & 0x3f);
	}
	if (code_point < min || code_point > 0x10ffff ||
	    (code_point & 0xfffff800) == 0xd800)
		return 0;
	*ret_code_point = code_point;
	return needed;
}

/* Bidi controls reorder what stands around them; the separators break the line. */
static bool moves_text(uint32_t code_point)
{
	return code_point == 0x061c || code_point == 0x200e || code_point == 0x200f ||
	       code_point == 0xfeff || (code_point >= 0x2028 && code_point <= 0x202e) ||
	       (code_point >= 0x2066 && code_point <= 0x2069);
}

static bool is_printable(uint32_t code_point)
{
	if (code_point < 0x80)
		return code_point >= 0x20 && code_point != 0x7f;
	return utf8_is_printable && code_point >= 0xa0 && !moves_text(code_point);
}

static void escape_bytes(struct strbuf *buffer, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		strbuf_add_format(buffer, "\\x%02x", (unsigned char)bytes[i]);
}

size_t escape_plain_length(const char *bytes, size_t length)
{
	size_t i = 0;

	while (i < length && bytes[i] >= 0x20 && bytes[i] < 0x7f && bytes[i] != '"' &&
	       bytes[i] != '\\')
		i++;
	return i;
}

/* The character at BYTES, of LENGTH or fewer bytes: how many it has, 1 if it is invalid. */
static size_t escape_character(struct strbuf *buffer, const char *bytes, size_t length)
{
	uint32_t code_point = 0;
	size_t size = escape_decode_utf8(bytes, length, &code_point);

	if (!size)
		escape_bytes(buffer, bytes, 1);
	else if (code_point == '\\')
		strbuf_add(buffer, "\\\\");
	else if (code_point == '\n')
		strbuf_add(buffer, "\\n");
	else if (code_point == '\t')
		strbuf_add(buffer, "\\t");
	else if (!is_printable(code_point))
		escape_bytes(buffer, bytes, size);
	else
		strbuf_add_bytes(buffer, bytes, size);
	return size ? size : 1;
}

void escape_text(struct strbuf *buffer, const char *bytes, size_t length)
{
	while (length) {
		size_t size = escape_plain_length(bytes, length);

		strbuf_add_bytes(buffer, bytes, size);
		if (size < length)
			size += escape_character(buffer, bytes + size, length - size);
		bytes += size;
		length -= size;
	}
}
