/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths, comms and interface names are chosen by others. This is the only way that
 * such a string becomes text: what comes out is printable, stands on one line, and
 * can be turned back into the same bytes.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/* Whether bytes from 0x80 may be printed as they are; false until it is called. */
void escape_set_utf8(bool is_utf8);

/*
 * Adds BYTES to BUFFER: \\, \n, \t for these three; \xHH for each byte below 0x20, of
 * 0x7f, C1, bidi controls, line separators, invalid UTF-8, and, where the locale is
 * not UTF-8, for each byte from 0x80.
 */
void escape_text(struct strbuf *buffer, const char *bytes, size_t length);

/* How many of the first bytes are printable ASCII but \ and ": most of every path. */
size_t escape_plain_length(const char *bytes, size_t length);

/*
 * The character at BYTES: its length in bytes (1 to 4) with its code point, or 0 where
 * the bytes are not valid UTF-8 (overlong forms and surrogates are not). LENGTH >= 1.
 */
size_t escape_decode_utf8(const char *bytes, size_t length, uint32_t *ret_code_point);

#endif
