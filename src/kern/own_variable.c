// SPDX-License-Identifier: GPL-2.0-or-later
/* Global variables of an object, by its BTF, which anybody can have written. */
#include "kern/own_variable.h"

#include <string.h>

const struct btf_type *variable_skip_names(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	/* a loop of them would be one that BTF cannot have, but that a file can */
	for (uint32_t i = 0; i < btf__type_cnt(btf); i++) {
		if (!type || !(btf_is_mod(type) || btf_is_typedef(type)))
			return type;
		type = btf__type_by_id(btf, type->type);
	}
	return NULL;
}

static struct bpf_map *map_of_section(const struct bpf_object *object,
				      const char *section)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		const char *name = bpf_map__name(map);
		const char *own = bpf_map__is_internal(map) ? strchr(name, '.') : NULL;

		if (own && section && !strcmp(own, section))
			return map;
	}
	return NULL;
}

/* Where INFO says, in what SECTION begins with. */
static bool locate(const struct bpf_object *object, const char *section,
		   const struct btf_var_secinfo *info, struct variable *variable)
{
	struct bpf_map *map = map_of_section(object, section);

	if (!map)
		return false;
	variable->map = map;
	variable->bytes = bpf_map__initial_value(map, &variable->section_size);
	variable->offset = info->offset;
	variable->size = info->size;
	return variable->bytes && variable->offset <= variable->section_size &&
	       variable->size <= variable->section_size - variable->offset;
}

bool variable_find_in(const struct bpf_object *object, const struct btf_type *section,
		      const char *name, struct variable *ret_variable)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_var_secinfo *info = btf_var_secinfos(section);

	for (int i = 0; i < btf_vlen(section); i++, info++) {
		const struct btf_type *type = btf__type_by_id(btf, info->type);
		const char *own = type && btf_is_var(type) ?
					  btf__name_by_offset(btf, type->name_off) :
					  NULL;
		struct variable variable = {.btf = btf, .name = name};

		if (!own || strcmp(own, name))
			continue;
		variable.type = variable_skip_names(btf, type->type);
		if (!variable.type ||
		    !locate(object, btf__name_by_offset(btf, section->name_off), info,
			    &variable))
			return false;
		*ret_variable = variable;
		return true;
	}
	return false;
}

bool variable_find(const struct bpf_object *object, const char *name,
		   struct variable *ret_variable)
{
	const struct btf *btf = bpf_object__btf(object);

	for (uint32_t id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_datasec(type) &&
		    variable_find_in(object, type, name, ret_variable))
			return true;
	}
	return false;
}

bool variable_is_text(const struct variable *variable)
{
	const struct btf_type *element;

	if (!btf_is_array(variable->type))
		return false;
	element = variable_skip_names(variable->btf, btf_array(variable->type)->type);
	return element && btf_is_int(element) && element->size == 1;
}

bool variable_is_number(const struct variable *variable)
{
	size_t size = variable->size;

	return (btf_is_int(variable->type) || btf_is_any_enum(variable->type)) &&
	       size == variable->type->size &&
	       (size == 1 || size == 2 || size == 4 || size == 8);
}

bool variable_is_signed(const struct variable *variable)
{
	return btf_is_int(variable->type) ?
		       btf_int_encoding(variable->type) & BTF_INT_SIGNED :
		       btf_kflag(variable->type);
}
