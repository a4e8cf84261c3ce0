// SPDX-License-Identifier: GPL-2.0-or-later
/* Values with a type, for people. */
#include <inttypes.h>
#include <math.h>

#include "base/escape.h"
#include "out/value.h"

#define FLOAT_DIGITS 9	 /* that tell all floats apart, */
#define DOUBLE_DIGITS 17 /* and all doubles */

void text_add_hex(struct strbuf *text, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		strbuf_add_format(text, i ? " %02x" : "%02x", bytes[i]);
}

/* The most significant byte first. */
static void add_wide(struct strbuf *text, const unsigned char *bytes, size_t size)
{
	bool is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

	strbuf_add(text, "0x");
	for (size_t i = 0; i < size; i++)
		strbuf_add_format(text, "%02x", bytes[is_big_endian ? i : size - 1 - i]);
}

static void add_signed(struct strbuf *text, int64_t number)
{
	strbuf_add_format(text, "%" PRId64, number);
}

static void add_enum(struct strbuf *text, const struct type *type, int64_t constant)
{
	const char *name = type_constant_name(type, constant);

	if (name)
		strbuf_add(text, name);
	else if (type->is_signed)
		add_signed(text, constant);
	else
		strbuf_add_number(text, (uint64_t)constant);
}

static void add_float(struct strbuf *text, const struct type *type,
		      const unsigned char *bytes)
{
	double number;
	float narrow;

	if (type->size == sizeof(number)) {
		memcpy(&number, bytes, sizeof(number));
		strbuf_add_format(text, "%.*g", DOUBLE_DIGITS, number);
	} else if (type->size == sizeof(narrow)) {
		memcpy(&narrow, bytes, sizeof(narrow));
		strbuf_add_format(text, "%.*g", FLOAT_DIGITS, (double)narrow);
	} else {
		add_wide(text, bytes, type->size);
	}
}

static void add_text(struct strbuf *text, const struct value *value,
		     const unsigned char *bytes)
{
	escape_text(text, (const char *)bytes, value_text_length(value, bytes));
}

/* One that is no number. */
static void add_scalar(struct strbuf *text, const struct value *value)
{
	const unsigned char *bytes;

	if (!value_agreed(value, &bytes)) {
		strbuf_add(text, "-");
		return;
	}
	switch (value->type->kind) {
	case TYPE_BOOL:
		strbuf_add(text, value_constant(value, bytes) ? "true" : "false");
		break;
	case TYPE_ENUM:
		add_enum(text, value->type, value_constant(value, bytes));
		break;
	case TYPE_POINTER:
		strbuf_add_format(text, "0x%" PRIx64,
				  (uint64_t)value_constant(value, bytes));
		break;
	case TYPE_FLOAT:
		add_float(text, value->type, bytes);
		break;
	case TYPE_TEXT:
		add_text(text, value, bytes);
		break;
	case TYPE_BYTES:
		text_add_hex(text, bytes, value->type->size);
		break;
	default:
		add_wide(text, bytes, value->type->size);
	}
}

static void add_elements(struct strbuf *text, const struct value *value)
{
	strbuf_add(text, "[");
	for (size_t i = 0; i < value->type->count; i++) {
		struct value element = value_element(value, i);

		strbuf_add(text, i ? ", " : "");
		text_add_value(text, &element);
	}
	strbuf_add(text, "]");
}

static void add_members(struct strbuf *text, const struct value *value)
{
	const char *separator = "";

	strbuf_add(text, "{");
	for (size_t i = 0; i < value->type->member_count; i++) {
		const struct type_member *named = &value->type->members[i];
		struct value member = value_member(value, i);

		if (!type_member_is_shown(named))
			continue;
		strbuf_add(text, separator);
		separator = ", ";
		if (named->name)
			strbuf_add_format(text, "%s=", named->name);
		text_add_value(text, &member);
	}
	strbuf_add(text, "}");
}

void text_add_value(struct strbuf *text, const struct value *value)
{
	if (type_is_number(value->type) && value->type->kind == TYPE_SIGNED)
		add_signed(text, (int64_t)value_number(value));
	else if (type_is_number(value->type))
		strbuf_add_number(text, value_number(value));
	else if (value->type->kind == TYPE_ARRAY)
		add_elements(text, value);
	else if (!type_is_scalar(value->type))
		add_members(text, value);
	else
		add_scalar(text, value);
}
