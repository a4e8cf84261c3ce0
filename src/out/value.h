/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values with a type, as text and as JSON, under the names of their C source. */
#ifndef OUT_VALUE_H
#define OUT_VALUE_H

#include "base/strbuf.h"
#include "core/value.h"
#include "out/json.h"

/* As a cell of a table: {a=1, b="text"} and [1, 2] for what is not one value; "-" where the
 * CPUs do not agree. */
void text_add_value(struct strbuf *text, const struct value *value);

/* null where the CPUs do not agree. KEY is NULL in an array. */
void json_value(struct json *json, const char *key, const struct value *value);

/* BYTES of no known meaning, in hex. */
void text_add_hex(struct strbuf *text, const unsigned char *bytes, size_t size);

#endif
