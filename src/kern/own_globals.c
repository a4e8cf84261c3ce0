// SPDX-License-Identifier: GPL-2.0-or-later
/* --set: what global variables of an own object begin with. */
#include <string.h>

#include "base/memory.h"
#include "base/parse.h"
#include "kern/own_variable.h"

/* All bytes of the variable, at FROM. */
static int put(const struct variable *variable, const void *from, struct error *error)
{
	char *copy AUTO_FREE = memory_new(1, variable->section_size);

	memcpy(copy, variable->bytes, variable->section_size);
	memcpy(copy + variable->offset, from, variable->size);
	if (bpf_map__set_initial_value(variable->map, copy, variable->section_size))
		return error_set_errno(error, errno, "'%s' cannot be set",
				       variable->name);
	return 0;
}

static int put_number(const struct variable *variable, uint64_t number,
		      struct error *error)
{
	uint8_t byte = (uint8_t)number;
	uint16_t half = (uint16_t)number;
	uint32_t word = (uint32_t)number;

	switch (variable->size) {
	case sizeof(byte):
		return put(variable, &byte, error);
	case sizeof(half):
		return put(variable, &half, error);
	case sizeof(word):
		return put(variable, &word, error);
	default:
		return put(variable, &number, error);
	}
}

static int set_integer(const struct variable *variable, const char *value,
		       struct error *error)
{
	uint64_t max = UINT64_MAX >> (64 - variable->size * 8);
	bool is_signed = variable_is_signed(variable);
	uint64_t number;

	if (parse_integer(variable->name, value, is_signed ? max >> 1 : max,
			  is_signed ? (max >> 1) + 1 : 0, &number, error))
		return -1;
	return put_number(variable, number, error);
}

static int set_bool(const struct variable *variable, const char *value,
		    struct error *error)
{
	bool is_true = !strcmp(value, "true") || !strcmp(value, "1");

	if (!is_true && strcmp(value, "false") && strcmp(value, "0"))
		return error_set(error, ERROR_FAILED, "%s '%s': neither true nor false",
				 variable->name, value);
	return put_number(variable, is_true, error);
}

/* Shorter text is ended by NUL bytes, and one of them has to have room. */
static int set_text(const struct variable *variable, const char *value,
		    struct error *error)
{
	char *bytes AUTO_FREE = memory_new(1, variable->size);
	size_t length = strlen(value);

	if (length >= variable->size)
		return error_set(error, ERROR_FAILED, "%s '%s': more than %zu bytes",
				 variable->name, value,
				 variable->size ? variable->size - 1 : 0);
	memcpy(bytes, value, length);
	return put(variable, bytes, error);
}

static bool find_enumerator(const struct variable *variable, const char *value,
			    uint64_t *ret_number)
{
	const struct btf_type *type = variable->type;
	bool is_wide = btf_is_enum64(type);

	for (int i = 0; i < btf_vlen(type); i++) {
		const struct btf_enum64 *wide = btf_enum64(type) + i;
		const struct btf_enum *narrow = btf_enum(type) + i;
		const char *name = btf__name_by_offset(
			variable->btf, is_wide ? wide->name_off : narrow->name_off);

		if (!name || strcmp(name, value))
			continue;
		*ret_number =
			is_wide ? btf_enum64_value(wide) : (uint64_t)(int64_t)narrow->val;
		return true;
	}
	return false;
}

static int set_variable(const struct variable *variable, const char *value,
			struct error *error)
{
	uint64_t number;

	if (variable_is_text(variable))
		return set_text(variable, value, error);
	if (!variable_is_number(variable))
		return error_set(error, ERROR_FAILED,
				 "'%s' is neither a number nor text: it cannot be set",
				 variable->name);
	if (btf_is_any_enum(variable->type) && find_enumerator(variable, value, &number))
		return put_number(variable, number, error);
	if (btf_is_int(variable->type) && btf_int_encoding(variable->type) & BTF_INT_BOOL)
		return set_bool(variable, value, error);
	return set_integer(variable, value, error);
}

int own_set_globals(struct bpf_object *object, const struct own_settings *globals,
		    struct error *error)
{
	for (size_t i = 0; i < globals->count; i++) {
		const struct own_setting *global = &globals->list[i];
		struct variable variable;

		if (!variable_find(object, global->name, &variable))
			return error_set(error, ERROR_FAILED,
					 "it has no global variable '%s'", global->name);
		if (set_variable(&variable, global->value, error))
			return -1;
	}
	return 0;
}
