// SPDX-License-Identifier: GPL-2.0-or-later
/* C types as plain data. */
#include "core/type.h"

#include <stdlib.h>

#include "base/memory.h"

#define BITS_PER_BYTE 8
#define NUMBER_SIZE_MAX 8

static char *copy_name(const char *name)
{
	return name ? memory_copy_string(name) : NULL;
}

struct type *types_add(struct types *types, enum type_kind kind, uint32_t size,
		       const char *name)
{
	struct type *type = memory_new(1, sizeof(*type));

	*type = (struct type){.kind = kind, .size = size, .name = copy_name(name)};
	types->types =
		memory_resize(types->types, types->count + 1, sizeof(*types->types));
	types->types[types->count++] = type;
	return type;
}

const struct type *types_add_bytes(struct types *types, uint32_t size)
{
	return types_add(types, TYPE_BYTES, size, NULL);
}

static void free_type(struct type *type)
{
	for (size_t i = 0; i < type->member_count; i++)
		free(type->members[i].name);
	for (size_t i = 0; i < type->constant_count; i++)
		free(type->constants[i].name);
	free(type->members);
	free(type->constants);
	free(type->name);
	free(type);
}

void types_release(struct types *types)
{
	for (size_t i = 0; i < types->count; i++)
		free_type(types->types[i]);
	free(types->types);
	*types = (struct types){0};
}

int type_add_member(struct type *type, const char *name, const struct type *member,
		    uint32_t bit_offset, uint32_t bit_size)
{
	uint64_t bits = bit_size ? bit_size : (uint64_t)member->size * BITS_PER_BYTE;

	if (bit_offset + bits > (uint64_t)type->size * BITS_PER_BYTE ||
	    bit_size > NUMBER_SIZE_MAX * BITS_PER_BYTE ||
	    (!bit_size && bit_offset % BITS_PER_BYTE))
		return -1;
	type->members = memory_resize(type->members, type->member_count + 1,
				      sizeof(*type->members));
	type->members[type->member_count++] = (struct type_member){
		.name = copy_name(name),
		.type = member,
		.bit_offset = bit_offset,
		.bit_size = bit_size,
	};
	return 0;
}

void type_add_constant(struct type *type, const char *name, int64_t value)
{
	type->constants = memory_resize(type->constants, type->constant_count + 1,
					sizeof(*type->constants));
	type->constants[type->constant_count++] =
		(struct type_constant){.name = copy_name(name), .value = value};
}

bool type_is_scalar(const struct type *type)
{
	return type->kind < TYPE_ARRAY;
}

bool type_member_is_shown(const struct type_member *member)
{
	return member->name || member->type->kind == TYPE_STRUCT ||
	       member->type->kind == TYPE_UNION;
}

bool type_is_number(const struct type *type)
{
	return (type->kind == TYPE_UNSIGNED || type->kind == TYPE_SIGNED) &&
	       type->size <= NUMBER_SIZE_MAX;
}

const char *type_constant_name(const struct type *type, int64_t value)
{
	for (size_t i = 0; i < type->constant_count; i++)
		if (type->constants[i].value == value)
			return type->constants[i].name;
	return NULL;
}
