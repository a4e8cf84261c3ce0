// SPDX-License-Identifier: GPL-2.0-or-later
/* A string that grows. */
#include "base/strbuf.h"

#include <stdio.h>

#include "base/memory.h"

void strbuf_grow(struct strbuf *buffer, size_t length)
{
	size_t needed = buffer->length + length + 1;
	size_t capacity = buffer->capacity ? buffer->capacity : 64;

	if (needed <= buffer->capacity)
		return;
	while (capacity < needed)
		capacity *= 2;
	buffer->text = memory_resize(buffer->text, capacity, 1);
	buffer->capacity = capacity;
}

/* Much faster than a format: streams of events are made of these. */
void strbuf_add_number(struct strbuf *buffer, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	strbuf_add_bytes(buffer, digits + at, sizeof(digits) - at);
}

void strbuf_add_spaces(struct strbuf *buffer, size_t count)
{
	strbuf_grow(buffer, count);
	memset(buffer->text + buffer->length, ' ', count);
	buffer->length += count;
	buffer->text[buffer->length] = '\0';
}

void strbuf_add_vformat(struct strbuf *buffer, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	if (length > 0) {
		strbuf_grow(buffer, (size_t)length);
		vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format,
			  again);
		buffer->length += (size_t)length;
	}
	va_end(again);
}

void strbuf_add_format(struct strbuf *buffer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	strbuf_add_vformat(buffer, format, arguments);
	va_end(arguments);
}

void strbuf_clear(struct strbuf *buffer)
{
	buffer->length = 0;
	if (buffer->text)
		buffer->text[0] = '\0';
}

void strbuf_release(struct strbuf *buffer)
{
	free(buffer->text);
	*buffer = (struct strbuf){0};
}

const char *strbuf_text(const struct strbuf *buffer)
{
	return buffer->text ? buffer->text : "";
}
