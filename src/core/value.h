/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes with a type: taking them apart. A value of a per-CPU map is a value with the bytes of
 * all CPUs: numbers in it are added up, all others are known where the CPUs agree.
 */
#ifndef CORE_VALUE_H
#define CORE_VALUE_H

#include "core/type.h"

struct value {
	const struct type *type;
	const unsigned char *bytes; /* of the first CPU */
	size_t stride;		    /* from one CPU's to the next one's */
	size_t cpu_count;	    /* 1 where it is not per CPU */
	uint32_t bit_offset,
		bit_size; /* of a bit field in BYTES; bit_size 0: it is none */
};

/* Member or element INDEX of it. */
struct value value_member(const struct value *value, size_t index);
struct value value_element(const struct value *value, size_t index);

/* What one CPU has. */
struct value value_of_cpu(const struct value *value, size_t cpu);

/*
 * Numbers: the sum over all CPUs, modulo 2^64, which is in fact an int64_t for TYPE_SIGNED.
 * Only where type_is_number().
 */
uint64_t value_number(const struct value *value);

/*
 * All other scalars. False where CPUs have different ones; those that have nothing but zeros
 * are not asked.
 */
bool value_agreed(const struct value *value, const unsigned char **ret_bytes);

/* BYTES of an enum, bool, or pointer as a number. */
int64_t value_constant(const struct value *value, const unsigned char *bytes);

/* Up to the first NUL, or the end. */
size_t value_text_length(const struct value *value, const unsigned char *bytes);

bool value_is_zero(const struct value *value);

/* ---- columns: the scalars and arrays in a key or value, by name ---- */

struct column {
	char *name; /* "PREFIX.MEMBER.MEMBER" */
	const struct type *type;
	uint32_t offset;	       /* bytes, in the whole */
	uint32_t bit_offset, bit_size; /* as in struct value */
};

struct columns {
	struct column *columns;
	size_t count;
};

/* Adds those of TYPE: PREFIX itself for a scalar or array, else PREFIX.MEMBER... */
void columns_add(struct columns *columns, const char *prefix, const struct type *type);
void columns_release(struct columns *columns);

#define AUTO_COLUMNS CLEANUP(columns_release)

/* What COLUMN is in a whole. */
struct value column_value(const struct column *column, const struct value *whole);

/* For sorting by columns: as memcmp(), numbers by their value, all others by their bytes. */
int value_compare(const struct value *left, const struct value *right);

#endif
