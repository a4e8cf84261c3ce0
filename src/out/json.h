/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds one JSON text. Commas and quotes are its business; what it makes is valid UTF-8
 * whatever it is given. KEY is NULL inside an array.
 */
#ifndef OUT_JSON_H
#define OUT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct json {
	struct strbuf text; /* of the caller */
	bool needs_comma;
};

void json_begin_object(struct json *json, const char *key);
void json_end_object(struct json *json);
void json_begin_array(struct json *json, const char *key);
void json_end_array(struct json *json);

void json_number(struct json *json, const char *key, uint64_t number);
void json_signed(struct json *json, const char *key, int64_t number);
/* With three decimals. */
void json_decimal(struct json *json, const char *key, double number);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
/* TEXT, which is a JSON value, as it is. */
void json_literal(struct json *json, const char *key, const char *text);

/* TEXT is ours: ASCII. NULL gives null. */
void json_string(struct json *json, const char *key, const char *text);

/*
 * BYTES are somebody's: each byte that is not UTF-8 becomes U+FFFD, and then KEY_hex,
 * with all the bytes in hex, stands beside it. KEY is not NULL.
 */
void json_bytes(struct json *json, const char *key, const char *bytes, size_t length);

/* A 64-bit id as a string: beyond 2^53 many readers lose digits. */
void json_id(struct json *json, const char *key, uint64_t id);

/* Nanoseconds as seconds with nine decimals. */
void json_seconds(struct json *json, const char *key, uint64_t ns);

#endif
