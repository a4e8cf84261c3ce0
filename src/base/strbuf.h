/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A string that grows. Always NUL terminated once something was added; may hold NUL
 * bytes, its length says where it ends. The caller releases it (AUTO_STRBUF does).
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cleanup.h"

struct strbuf {
	char *text; /* NULL while empty: use strbuf_text() */
	size_t length;
	size_t capacity;
};

/* Room for LENGTH more bytes and a NUL. */
void strbuf_grow(struct strbuf *buffer, size_t length);

/* The next ones are in the header, as streams of events are made of them. */

/* Where at least LENGTH bytes can be written, for strbuf_end(), which says how far. */
static inline char *strbuf_room(struct strbuf *buffer, size_t length)
{
	if (buffer->capacity - buffer->length <= length)
		strbuf_grow(buffer, length);
	return buffer->text + buffer->length;
}

static inline void strbuf_end(struct strbuf *buffer, char *end)
{
	buffer->length = (size_t)(end - buffer->text);
	*end = '\0';
}

static inline void strbuf_add_bytes(struct strbuf *buffer, const void *bytes,
				    size_t length)
{
	char *room = strbuf_room(buffer, length);

	if (length)
		memcpy(room, bytes, length);
	strbuf_end(buffer, room + length);
}

static inline void strbuf_add(struct strbuf *buffer, const char *text)
{
	strbuf_add_bytes(buffer, text, strlen(text));
}

static inline void strbuf_add_char(struct strbuf *buffer, char byte)
{
	strbuf_add_bytes(buffer, &byte, 1);
}

void strbuf_add_number(struct strbuf *buffer, uint64_t number);
void strbuf_add_spaces(struct strbuf *buffer, size_t count);
void strbuf_add_format(struct strbuf *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void strbuf_add_vformat(struct strbuf *buffer, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
void strbuf_clear(struct strbuf *buffer);   /* keeps the memory */
void strbuf_release(struct strbuf *buffer); /* back to {0} */
const char *strbuf_text(const struct strbuf *buffer);

#define AUTO_STRBUF CLEANUP(strbuf_release)

#endif
