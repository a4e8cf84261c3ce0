// SPDX-License-Identifier: GPL-2.0-or-later
/* What an own object has, for --dry-run. */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "kern/own_variable.h"

void own_list_maps(const struct bpf_object *object, struct load_result *result)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		const char *type = libbpf_bpf_map_type_str(bpf_map__type(map));
		const struct map_result row = {
			.name = own_map_pin_name(map),
			.type = type ? type : "unknown",
			.key_size = bpf_map__key_size(map),
			.value_size = bpf_map__value_size(map),
			.max_entries = bpf_map__max_entries(map),
		};

		load_result_add_map(result, &row);
	}
}

static uint64_t read_number(const struct variable *variable)
{
	unsigned int shift = 64 - (unsigned int)variable->size * 8;
	const char *from = variable->bytes + variable->offset;
	uint64_t number = 0;

	/* at the end that the machine's byte order has the low bytes at */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	memcpy((char *)&number + sizeof(number) - variable->size, from, variable->size);
#else
	memcpy(&number, from, variable->size);
#endif
	if (!variable_is_signed(variable))
		return number;
	return (uint64_t)((int64_t)(number << shift) >> shift);
}

static char *value_of(const struct variable *variable)
{
	const char *from = variable->bytes + variable->offset;

	if (variable_is_text(variable))
		return memory_format("%.*s", (int)strnlen(from, variable->size), from);
	if (!variable_is_number(variable))
		return NULL;
	return variable_is_signed(variable) ?
		       memory_format("%" PRId64, (int64_t)read_number(variable)) :
		       memory_format("%" PRIu64, read_number(variable));
}

static const char *kind_words(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
		return "struct ";
	case BTF_KIND_UNION:
		return "union ";
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return "enum ";
	default:
		return "";
	}
}

/* As C writes it, as far as one word goes. */
static char *type_words(const struct btf *btf, const struct btf_type *type)
{
	const struct btf_type *element;
	const char *name = btf__name_by_offset(btf, type->name_off);

	if (btf_is_ptr(type))
		return memory_copy_string("pointer");
	if (!btf_is_array(type))
		return memory_format("%s%s", kind_words(type), name ? name : "");
	element = variable_skip_names(btf, btf_array(type)->type);
	name = element ? btf__name_by_offset(btf, element->name_off) : NULL;
	return memory_format("%s%s[%u]", element ? kind_words(element) : "",
			     name ? name : "", btf_array(type)->nelems);
}

static void list_section(const struct bpf_object *object, const struct btf *btf,
			 const struct btf_type *section, struct load_result *result)
{
	const struct btf_var_secinfo *info = btf_var_secinfos(section);

	for (int i = 0; i < btf_vlen(section); i++, info++) {
		const struct btf_type *type = btf__type_by_id(btf, info->type);
		const char *name = type && btf_is_var(type) ?
					   btf__name_by_offset(btf, type->name_off) :
					   NULL;
		struct variable variable;

		if (!name || !*name ||
		    !variable_find_in(object, section, name, &variable))
			continue;
		load_result_add_global(result,
				       &(struct global_result){
					       .name = memory_copy_string(name),
					       .type = type_words(btf, variable.type),
					       .value = value_of(&variable),
				       });
	}
}

void own_list_globals(const struct bpf_object *object, struct load_result *result)
{
	const struct btf *btf = bpf_object__btf(object);

	for (uint32_t id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_datasec(type))
			list_section(object, btf, type, result);
	}
}
