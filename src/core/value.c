// SPDX-License-Identifier: GPL-2.0-or-later
/* Taking bytes with a type apart. */
#include "core/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

#define BITS_PER_BYTE 8
#define IS_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

struct value value_member(const struct value *value, size_t index)
{
	const struct type_member *member = &value->type->members[index];
	struct value part = *value;

	part.type = member->type;
	part.bytes = value->bytes + member->bit_offset / BITS_PER_BYTE;
	part.bit_offset = member->bit_offset % BITS_PER_BYTE;
	part.bit_size = member->bit_size;
	return part;
}

struct value value_element(const struct value *value, size_t index)
{
	struct value part = *value;

	part.type = value->type->element;
	part.bytes = value->bytes + index * part.type->size;
	return part;
}

struct value value_of_cpu(const struct value *value, size_t cpu)
{
	struct value part = *value;

	part.bytes = value->bytes + cpu * value->stride;
	part.cpu_count = 1;
	return part;
}

/* BIT_SIZE bits from bit BIT_OFFSET on: counted as this machine's compilers lay them out. */
static uint64_t load_bits(const unsigned char *bytes, uint32_t bit_offset,
			  uint32_t bit_size)
{
	uint32_t count = (bit_offset + bit_size + BITS_PER_BYTE - 1) / BITS_PER_BYTE;
	unsigned __int128 number = 0;

	for (uint32_t i = 0; i < count; i++)
		number = number << BITS_PER_BYTE |
			 bytes[IS_BIG_ENDIAN ? i : count - 1 - i];
	number >>= IS_BIG_ENDIAN ? count * BITS_PER_BYTE - bit_offset - bit_size :
				   bit_offset;
	return bit_size < 64 ? (uint64_t)number & ((1ull << bit_size) - 1) :
			       (uint64_t)number;
}

static uint64_t extend_sign(uint64_t number, uint32_t bit_size)
{
	uint32_t shift = 64 - bit_size;

	return (uint64_t)((int64_t)(number << shift) >> shift);
}

/* At most 64 bits. */
static uint64_t load(const struct value *value, const unsigned char *bytes,
		     bool is_signed)
{
	uint32_t bit_size =
		value->bit_size ? value->bit_size : value->type->size * BITS_PER_BYTE;
	uint64_t number = load_bits(bytes, value->bit_offset, bit_size);

	return is_signed && bit_size ? extend_sign(number, bit_size) : number;
}

uint64_t value_number(const struct value *value)
{
	bool is_signed = value->type->kind == TYPE_SIGNED;
	uint64_t sum = 0;

	for (size_t cpu = 0; cpu < value->cpu_count; cpu++)
		sum += load(value, value->bytes + cpu * value->stride, is_signed);
	return sum;
}

int64_t value_constant(const struct value *value, const unsigned char *bytes)
{
	bool is_signed = value->type->kind == TYPE_ENUM && value->type->is_signed;

	return (int64_t)load(value, bytes, is_signed);
}

/* A bit field has neighbours in its bytes. */
static bool is_same(const struct value *value, const unsigned char *left,
		    const unsigned char *right)
{
	return value->bit_size ? load(value, left, false) == load(value, right, false) :
				 !memcmp(left, right, value->type->size);
}

static bool is_zero(const struct value *value, const unsigned char *bytes)
{
	if (value->bit_size)
		return !load(value, bytes, false);
	for (size_t i = 0; i < value->type->size; i++)
		if (bytes[i])
			return false;
	return true;
}

bool value_agreed(const struct value *value, const unsigned char **ret_bytes)
{
	const unsigned char *agreed = NULL;

	for (size_t cpu = 0; cpu < value->cpu_count; cpu++) {
		const unsigned char *bytes = value->bytes + cpu * value->stride;

		if (is_zero(value, bytes))
			continue;
		if (agreed && !is_same(value, agreed, bytes))
			return false;
		agreed = bytes;
	}
	*ret_bytes = agreed ? agreed : value->bytes;
	return true;
}

size_t value_text_length(const struct value *value, const unsigned char *bytes)
{
	return strnlen((const char *)bytes, value->type->size);
}

bool value_is_zero(const struct value *value)
{
	for (size_t cpu = 0; cpu < value->cpu_count; cpu++)
		if (!is_zero(value, value->bytes + cpu * value->stride))
			return false;
	return true;
}

/* ---- columns ---- */

static void add_columns(struct columns *columns, const char *prefix,
			const struct column *place);

static void add_member(struct columns *columns, const char *prefix,
		       const struct column *whole, const struct type_member *member)
{
	const struct column place = {
		.type = member->type,
		.offset = whole->offset + member->bit_offset / BITS_PER_BYTE,
		.bit_offset = member->bit_offset % BITS_PER_BYTE,
		.bit_size = member->bit_size,
	};
	char *path AUTO_FREE = NULL;

	if (member->name && *prefix)
		path = memory_format("%s.%s", prefix, member->name);
	else
		path = memory_copy_string(member->name ? member->name : prefix);
	add_columns(columns, path, &place);
}

static void add_columns(struct columns *columns, const char *prefix,
			const struct column *place)
{
	const struct type *type = place->type;

	if (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION) {
		for (size_t i = 0; i < type->member_count; i++)
			if (type_member_is_shown(&type->members[i]))
				add_member(columns, prefix, place, &type->members[i]);
		return;
	}
	columns->columns = memory_resize(columns->columns, columns->count + 1,
					 sizeof(*columns->columns));
	columns->columns[columns->count] = *place;
	columns->columns[columns->count++].name = memory_copy_string(prefix);
}

void columns_add(struct columns *columns, const char *prefix, const struct type *type)
{
	const struct column whole = {.type = type};

	add_columns(columns, prefix, &whole);
}

void columns_release(struct columns *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		free(columns->columns[i].name);
	free(columns->columns);
	*columns = (struct columns){0};
}

struct value column_value(const struct column *column, const struct value *whole)
{
	return (struct value){
		.type = column->type,
		.bytes = whole->bytes + column->offset,
		.stride = whole->stride,
		.cpu_count = whole->cpu_count,
		.bit_offset = column->bit_offset,
		.bit_size = column->bit_size,
	};
}

static int compare_bytes(const struct value *left, const struct value *right)
{
	const unsigned char *left_bytes, *right_bytes;
	bool has_left = value_agreed(left, &left_bytes);
	bool has_right = value_agreed(right, &right_bytes);

	if (!has_left || !has_right)
		return (int)has_left - (int)has_right;
	return memcmp(left_bytes, right_bytes, left->type->size);
}

int value_compare(const struct value *left, const struct value *right)
{
	uint64_t left_number, right_number;

	if (!type_is_number(left->type))
		return compare_bytes(left, right);
	left_number = value_number(left);
	right_number = value_number(right);
	if (left->type->kind == TYPE_SIGNED)
		return ((int64_t)left_number > (int64_t)right_number) -
		       ((int64_t)left_number < (int64_t)right_number);
	return (left_number > right_number) - (left_number < right_number);
}
