// SPDX-License-Identifier: GPL-2.0-or-later
/* Values with a type, for programs. */
#include <inttypes.h>
#include <math.h>

#include "out/value.h"

static void add_text(struct json *json, const char *key, const struct value *value,
		     const unsigned char *bytes)
{
	size_t length = value_text_length(value, bytes);

	if (key) {
		json_bytes(json, key, (const char *)bytes, length);
		return;
	}
	/* among others, what is no UTF-8 has no name that its bytes could stand under */
	json_begin_object(json, NULL);
	json_bytes(json, "text", (const char *)bytes, length);
	json_end_object(json);
}

static void add_enum(struct json *json, const char *key, const struct type *type,
		     int64_t constant)
{
	const char *name = type_constant_name(type, constant);

	if (name)
		json_string(json, key, name);
	else if (type->is_signed)
		json_signed(json, key, constant);
	else
		json_number(json, key, (uint64_t)constant);
}

static bool is_finite(const struct type *type, const unsigned char *bytes)
{
	double number = 0;
	float narrow = 0;

	if (type->size == sizeof(narrow)) {
		memcpy(&narrow, bytes, sizeof(narrow));
		number = (double)narrow;
	} else if (type->size == sizeof(number)) {
		memcpy(&number, bytes, sizeof(number));
	}
	return isfinite(number);
}

/* A number where JSON has one for it. */
static void add_float(struct json *json, const char *key, const struct value *value,
		      const unsigned char *bytes)
{
	struct strbuf text AUTO_STRBUF = {0};

	if (!is_finite(value->type, bytes)) {
		json_null(json, key);
		return;
	}
	text_add_value(&text, value);
	if (value->type->size <= sizeof(double))
		json_literal(json, key, strbuf_text(&text));
	else
		json_string(json, key, strbuf_text(&text));
}

/* Pointers, wide numbers and bytes: as people see them. */
static void add_as_text(struct json *json, const char *key, const struct value *value)
{
	struct strbuf text AUTO_STRBUF = {0};

	text_add_value(&text, value);
	json_string(json, key, strbuf_text(&text));
}

/* One that is no number. */
static void add_scalar(struct json *json, const char *key, const struct value *value)
{
	const unsigned char *bytes;

	if (!value_agreed(value, &bytes)) {
		json_null(json, key);
		return;
	}
	switch (value->type->kind) {
	case TYPE_BOOL:
		json_bool(json, key, value_constant(value, bytes));
		break;
	case TYPE_ENUM:
		add_enum(json, key, value->type, value_constant(value, bytes));
		break;
	case TYPE_FLOAT:
		add_float(json, key, value, bytes);
		break;
	case TYPE_TEXT:
		add_text(json, key, value, bytes);
		break;
	default:
		add_as_text(json, key, value);
	}
}

/* Those of an anonymous struct or union are the whole's. */
static void add_members(struct json *json, const struct value *value)
{
	for (size_t i = 0; i < value->type->member_count; i++) {
		const struct type_member *named = &value->type->members[i];
		struct value member = value_member(value, i);

		if (named->name)
			json_value(json, named->name, &member);
		else if (type_member_is_shown(named))
			add_members(json, &member);
	}
}

static void add_elements(struct json *json, const struct value *value)
{
	for (size_t i = 0; i < value->type->count; i++) {
		struct value element = value_element(value, i);

		json_value(json, NULL, &element);
	}
}

void json_value(struct json *json, const char *key, const struct value *value)
{
	if (type_is_number(value->type) && value->type->kind == TYPE_SIGNED) {
		json_signed(json, key, (int64_t)value_number(value));
	} else if (type_is_number(value->type)) {
		json_number(json, key, value_number(value));
	} else if (value->type->kind == TYPE_ARRAY) {
		json_begin_array(json, key);
		add_elements(json, value);
		json_end_array(json);
	} else if (!type_is_scalar(value->type)) {
		json_begin_object(json, key);
		add_members(json, value);
		json_end_object(json);
	} else {
		add_scalar(json, key, value);
	}
}
