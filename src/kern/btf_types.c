// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Types from BTF. What the kernel has checked when it was loaded is checked again where memory
 * depends on it; what is not understood becomes bytes.
 */
#include "kern/btf_types.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define DEPTH_MAX \
	32 /* as deep as the kernel resolves (MAX_RESOLVE_DEPTH, kernel/bpf/btf.c) */
#define BITS_PER_BYTE 8

static const struct type *make(struct btf_types *types, uint32_t id, unsigned int depth);

void btf_types_open(uint32_t btf_id, struct types *types, struct btf_types *ret_types)
{
	btf_types_take(btf_id ? btf__load_from_kernel_by_id(btf_id) : NULL, btf_id, types,
		       ret_types);
}

/* A typedef may be the only name of what it stands for. */
static void find_typedefs(struct btf_types *types)
{
	for (uint32_t id = 1; id < types->made_count; id++) {
		const struct btf_type *type = btf__type_by_id(types->btf, id);

		if (btf_is_typedef(type) && type->type < types->made_count &&
		    !types->typedefs[type->type])
			types->typedefs[type->type] = type->name_off;
	}
}

void btf_types_take(struct btf *btf, uint32_t btf_id, struct types *types,
		    struct btf_types *ret_types)
{
	*ret_types = (struct btf_types){.types = types, .btf = btf};
	if (!btf)
		return;
	ret_types->btf_id = btf_id;
	ret_types->made_count = btf__type_cnt(ret_types->btf);
	ret_types->made = memory_new(ret_types->made_count + 1, sizeof(struct type *));
	ret_types->typedefs = memory_new(ret_types->made_count + 1, sizeof(uint32_t));
	find_typedefs(ret_types);
}

void btf_types_close(struct btf_types *types)
{
	btf__free(types->btf);
	free(types->made);
	free(types->typedefs);
	*types = (struct btf_types){0};
}

static const char *name_of(const struct btf_types *types, uint32_t offset)
{
	const char *name = btf__name_by_offset(types->btf, offset);

	return name && *name ? name : NULL;
}

static const struct type *make_int(struct btf_types *types,
				   const struct btf_type *btf_type)
{
	uint8_t encoding = btf_int_encoding(btf_type);
	enum type_kind kind = encoding & BTF_INT_BOOL	? TYPE_BOOL :
			      encoding & BTF_INT_SIGNED ? TYPE_SIGNED :
							  TYPE_UNSIGNED;

	return types_add(types->types, kind, btf_type->size, NULL);
}

static bool is_char(const struct btf_types *types, uint32_t id)
{
	int resolved = btf__resolve_type(types->btf, id);
	const struct btf_type *type =
		resolved < 0 ? NULL : btf__type_by_id(types->btf, (uint32_t)resolved);
	const char *name = type ? btf__name_by_offset(types->btf, type->name_off) : NULL;

	return name && btf_is_int(type) && type->size == 1 && !strcmp(name, "char");
}

static const struct type *make_array(struct btf_types *types,
				     const struct btf_type *btf_type, unsigned int depth)
{
	const struct btf_array *array = btf_array(btf_type);
	const struct type *element = make(types, array->type, depth + 1);
	uint64_t size = element ? (uint64_t)element->size * array->nelems : UINT64_MAX;
	struct type *type;

	if (size > INT32_MAX)
		return NULL;
	if (is_char(types, array->type))
		return types_add(types->types, TYPE_TEXT, (uint32_t)size, NULL);
	type = types_add(types->types, TYPE_ARRAY, (uint32_t)size, NULL);
	type->element = element;
	type->count = element->size ? array->nelems : 0;
	return type;
}

static const struct type *make_struct(struct btf_types *types, uint32_t id,
				      unsigned int depth)
{
	const struct btf_type *btf_type = btf__type_by_id(types->btf, id);
	const struct btf_member *member = btf_members(btf_type);
	uint32_t name = btf_type->name_off ? btf_type->name_off : types->typedefs[id];
	struct type *type =
		types_add(types->types, btf_is_union(btf_type) ? TYPE_UNION : TYPE_STRUCT,
			  btf_type->size, name_of(types, name));

	for (uint32_t i = 0; i < btf_vlen(btf_type); i++, member++) {
		const struct type *part = make(types, member->type, depth + 1);

		if (!part || type_add_member(type, name_of(types, member->name_off), part,
					     btf_member_bit_offset(btf_type, i),
					     btf_member_bitfield_size(btf_type, i)))
			return NULL;
	}
	return type;
}

/* The variables of a section. */
static const struct type *
make_section(struct btf_types *types, const struct btf_type *btf_type, unsigned int depth)
{
	const struct btf_var_secinfo *place = btf_var_secinfos(btf_type);
	struct type *type = types_add(types->types, TYPE_STRUCT, btf_type->size, NULL);

	for (uint32_t i = 0; i < btf_vlen(btf_type); i++, place++) {
		const struct btf_type *variable =
			btf__type_by_id(types->btf, place->type);
		const struct type *part =
			variable ? make(types, variable->type, depth + 1) : NULL;
		const char *name = part ? name_of(types, variable->name_off) : NULL;

		if (!name || place->offset > INT32_MAX / BITS_PER_BYTE ||
		    type_add_member(type, name, part, place->offset * BITS_PER_BYTE, 0))
			return NULL;
	}
	return type;
}

static const struct type *make_enum(struct btf_types *types,
				    const struct btf_type *btf_type)
{
	struct type *type = types_add(types->types, TYPE_ENUM, btf_type->size,
				      name_of(types, btf_type->name_off));
	const struct btf_enum *narrow = btf_enum(btf_type);
	const struct btf_enum64 *wide = btf_enum64(btf_type);
	bool is_wide = btf_is_enum64(btf_type);

	type->is_signed = btf_kflag(btf_type);
	for (uint32_t i = 0; i < btf_vlen(btf_type); i++) {
		const char *name =
			name_of(types, is_wide ? wide[i].name_off : narrow[i].name_off);
		int64_t value = is_wide ? (int64_t)btf_enum64_value(&wide[i]) :
					  (int64_t)narrow[i].val;

		if (!is_wide && !type->is_signed)
			value = (uint32_t)narrow[i].val;
		type_add_constant(type, name ? name : "", value);
	}
	return type;
}

static const struct type *make_resolved(struct btf_types *types, uint32_t id,
					unsigned int depth)
{
	const struct btf_type *btf_type = btf__type_by_id(types->btf, id);

	switch (btf_kind(btf_type)) {
	case BTF_KIND_INT:
		return make_int(types, btf_type);
	case BTF_KIND_FLOAT:
		return types_add(types->types, TYPE_FLOAT, btf_type->size, NULL);
	case BTF_KIND_PTR:
		return types_add(types->types, TYPE_POINTER, sizeof(uint64_t), NULL);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return make_enum(types, btf_type);
	case BTF_KIND_ARRAY:
		return make_array(types, btf_type, depth);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return make_struct(types, id, depth);
	case BTF_KIND_DATASEC:
		return make_section(types, btf_type, depth);
	default:
		return NULL;
	}
}

/* NULL for what is no type of data. */
static const struct type *make(struct btf_types *types, uint32_t id, unsigned int depth)
{
	int resolved = depth < DEPTH_MAX ? btf__resolve_type(types->btf, id) : -1;

	if (resolved < 0 || (uint32_t)resolved >= types->made_count)
		return NULL;
	if (!types->made[resolved])
		types->made[resolved] = make_resolved(types, (uint32_t)resolved, depth);
	return types->made[resolved];
}

const struct type *btf_types_get(struct btf_types *types, uint32_t id, uint32_t size)
{
	const struct type *type = types->btf && id ? make(types, id, 0) : NULL;

	if (type && (!size || type->size == size))
		return type;
	return size ? types_add_bytes(types->types, size) : NULL;
}

/* ---- definitions of maps: structs in the section ".maps", whose members point at types ---- */

#define MAPS_SECTION ".maps"

static const struct btf_type *type_at(const struct btf *btf, uint32_t id)
{
	int resolved = btf__resolve_type(btf, id);

	return resolved < 0 ? NULL : btf__type_by_id(btf, (uint32_t)resolved);
}

/* The struct that defines MAP. */
static const struct btf_type *find_definition(const struct btf *btf, const char *map)
{
	int id = btf__find_by_name_kind(btf, MAPS_SECTION, BTF_KIND_DATASEC);
	const struct btf_type *section =
		id < 0 ? NULL : btf__type_by_id(btf, (uint32_t)id);

	for (uint32_t i = 0; section && i < btf_vlen(section); i++) {
		uint32_t variable_id = btf_var_secinfos(section)[i].type;
		const struct btf_type *variable = btf__type_by_id(btf, variable_id);
		const char *name = btf__name_by_offset(btf, variable->name_off);
		const struct btf_type *type = type_at(btf, variable_id);

		if (name && !strcmp(name, map) && type && btf_is_struct(type))
			return type;
	}
	return NULL;
}

uint32_t btf_types_of_map(const struct btf_types *types, const char *map,
			  const char *part)
{
	const struct btf_type *definition =
		types->btf ? find_definition(types->btf, map) : NULL;
	const struct btf_member *member = definition ? btf_members(definition) : NULL;

	for (uint32_t i = 0; definition && i < btf_vlen(definition); i++, member++) {
		const char *name = btf__name_by_offset(types->btf, member->name_off);
		const struct btf_type *pointer = type_at(types->btf, member->type);

		if (name && !strcmp(name, part) && pointer && btf_is_ptr(pointer))
			return pointer->type;
	}
	return 0;
}

uint32_t btf_types_of_section(const struct btf_types *types, const char *section)
{
	int id = types->btf ?
			 btf__find_by_name_kind(types->btf, section, BTF_KIND_DATASEC) :
			 -1;

	return id < 0 ? 0 : (uint32_t)id;
}
