// SPDX-License-Identifier: GPL-2.0-or-later
/* Which of the structs in a program's BTF its records are. */
#include "kern/record_types.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "kern/btf_types.h"
#include "kern/handle.h"
#include "kern/pins.h"

#define NAMES_IN_HINT_MAX 8
#define MAPS_SECTION ".maps"
#define BITS_PER_BYTE 8

static struct record_type *find(const struct record_types *types, const char *name)
{
	for (size_t i = 0; i < types->count; i++)
		if (!strcmp(types->list[i].type->name, name))
			return &types->list[i];
	return NULL;
}

/* A struct that can be named. */
static bool is_record(const struct type *type)
{
	return type && type->kind == TYPE_STRUCT && type->name && type->member_count;
}

static void add_struct(struct record_types *types, struct btf_types *btf, uint32_t id)
{
	const struct type *type = btf_types_get(btf, id, 0);

	if (!is_record(type) || find(types, type->name))
		return;
	types->list = memory_resize(types->list, types->count + 1, sizeof(*types->list));
	types->list[types->count++] = (struct record_type){.type = type};
}

/* ID without typedefs, const and the like; NULL where there is none. */
static const struct btf_type *resolve(const struct btf *btf, uint32_t id)
{
	int resolved = id ? btf__resolve_type(btf, id) : -1;

	return resolved < 0 ? NULL : btf__type_by_id(btf, (uint32_t)resolved);
}

static void claim(struct record_types *types, uint32_t id, enum record_claim claim)
{
	const struct btf_type *target = resolve(types->btf.btf, id);
	const struct type *type = NULL;

	if (target && btf_is_array(target))
		target = resolve(types->btf.btf, id = btf_array(target)->type);
	if (target && btf_is_struct(target))
		type = btf_types_get(&types->btf, id, 0);
	for (size_t i = 0; type && i < types->count; i++)
		if (types->list[i].type == type && types->list[i].claim < claim)
			types->list[i].claim = claim;
}

/* What ID points at; what is no pointer is nothing. */
static void claim_target(struct record_types *types, uint32_t id,
			 enum record_claim claimed)
{
	const struct btf_type *pointer = resolve(types->btf.btf, id);

	if (pointer && btf_is_ptr(pointer))
		claim(types, pointer->type, claimed);
}

/* "const struct event *unused" declares; "struct event empty" holds; so does a map. */
static void claim_variables(struct record_types *types, const struct btf_type *section)
{
	const struct btf *btf = types->btf.btf;
	const char *section_name = btf__name_by_offset(btf, section->name_off);
	bool is_maps = section_name && !strcmp(section_name, MAPS_SECTION);

	for (uint32_t i = 0; i < btf_vlen(section); i++) {
		uint32_t id = btf_var_secinfos(section)[i].type;
		const struct btf_type *variable = btf__type_by_id(btf, id);
		const char *name = btf__name_by_offset(btf, variable->name_off);

		if (is_maps && name) {
			claim(types, btf_types_of_map(&types->btf, name, "value"),
			      RECORD_CLAIM_HELD);
		} else if (!is_maps) {
			claim(types, variable->type, RECORD_CLAIM_HELD);
			claim_target(types, variable->type, RECORD_CLAIM_DECLARED);
		}
	}
}

/* Of a static function, as programs are none: what these take is the kernel's. */
static void claim_arguments(struct record_types *types, const struct btf_type *function)
{
	const struct btf_type *prototype = resolve(types->btf.btf, function->type);
	bool is_static = btf_vlen(function) == BTF_FUNC_STATIC;

	for (uint32_t i = 0; is_static && prototype && i < btf_vlen(prototype); i++)
		claim_target(types, btf_params(prototype)[i].type, RECORD_CLAIM_HELD);
}

static void add_btf(struct record_types *types, uint32_t btf_id)
{
	btf_types_open(btf_id, &types->types, &types->btf);
	for (uint32_t id = 1; id < types->btf.made_count; id++)
		if (btf_is_struct(btf__type_by_id(types->btf.btf, id)))
			add_struct(types, &types->btf, id);
	for (uint32_t id = 1; id < types->btf.made_count; id++) {
		const struct btf_type *type = btf__type_by_id(types->btf.btf, id);

		if (btf_is_datasec(type))
			claim_variables(types, type);
		else if (btf_is_func(type))
			claim_arguments(types, type);
	}
}

uint32_t programs_btf_id(const char *directory)
{
	struct error ignored AUTO_ERROR = {0};
	struct pin_names names AUTO_PIN_NAMES = {0};
	uint32_t id = 0;

	if (pins_list(directory, PINS_PROGRAMS, &names, &ignored))
		return 0;
	for (size_t i = 0; i < names.count && !id; i++) {
		char *path AUTO_FREE =
			pins_path(directory, PINS_PROGRAMS, names.names[i]);
		struct bpf_prog_info info;
		int fd AUTO_CLOSE = -1;

		if (!handle_open(path, HANDLE_PROGRAM, HANDLE_READ, &fd, &ignored) &&
		    !handle_program_info(fd, &info))
			id = info.btf_id;
		error_clear(&ignored);
	}
	return id;
}

void record_types_open(const char *directory, struct record_types *ret_types)
{
	uint32_t id = programs_btf_id(directory);

	*ret_types = (struct record_types){0};
	if (id)
		add_btf(ret_types, id);
}

void record_types_release(struct record_types *types)
{
	free(types->list);
	btf_types_close(&types->btf);
	types_release(&types->types);
	*types = (struct record_types){0};
}

static void add_names(const struct record_types *types, enum record_claim claim,
		      struct strbuf *names, size_t *room)
{
	for (size_t i = 0; i < types->count && *room; i++) {
		if (types->list[i].claim != claim)
			continue;
		strbuf_add_format(names, names->length ? ", %s" : "%s",
				  types->list[i].type->name);
		(*room)--;
	}
}

static void hint_names(const struct record_types *types, struct error *error)
{
	struct strbuf names AUTO_STRBUF = {0};
	size_t room = NAMES_IN_HINT_MAX;

	add_names(types, RECORD_CLAIM_DECLARED, &names, &room);
	add_names(types, RECORD_CLAIM_HELD, &names, &room);
	add_names(types, RECORD_CLAIM_NONE, &names, &room);
	if (types->count > NAMES_IN_HINT_MAX)
		strbuf_add(&names, ", ...");
	if (types->count)
		error_hint(error, "its structs are %s", strbuf_text(&names));
	else
		error_hint(error, "it has no structs: --as text, or --as hex");
}

/* By its tag, else by a typedef. */
static const struct type *find_named(struct record_types *types, const char *name)
{
	const struct record_type *tagged = find(types, name);
	struct btf *btf = types->btf.btf;
	int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF) : -1;

	if (tagged)
		return tagged->type;
	return id < 0 ? NULL : btf_types_get(&types->btf, (uint32_t)id, 0);
}

int record_types_choose(struct record_types *types, const char *name, struct error *error)
{
	const struct type *chosen = find_named(types, name);

	if (is_record(chosen)) {
		types->chosen = chosen;
		return 0;
	}
	error_set(error, ERROR_USAGE, "type '%s': the programs have no such struct",
		  name);
	hint_names(types, error);
	return -1;
}

/* A record in a perf buffer and the four bytes of its length fill words of eight bytes. */
static size_t padded(size_t size)
{
	return (size + sizeof(uint32_t) + 7) / 8 * 8 - sizeof(uint32_t);
}

static bool is_size_of(const struct type *type, size_t size, bool is_padded)
{
	return (is_padded ? padded(type->size) : type->size) == size;
}

/* Programs send as much of an array at the end as they have filled. */
static bool is_beginning_of(const struct type *type, size_t size)
{
	const struct type_member *last = &type->members[type->member_count - 1];
	bool is_array = last->type->kind == TYPE_ARRAY || last->type->kind == TYPE_TEXT;

	return is_array && size >= last->bit_offset / BITS_PER_BYTE;
}

static const struct type *find_only(const struct record_types *types, size_t size,
				    bool is_padded, enum record_claim claim)
{
	const struct type *only = NULL;

	for (size_t i = 0; i < types->count; i++) {
		const struct record_type *one = &types->list[i];

		if (one->claim != claim || !is_size_of(one->type, size, is_padded))
			continue;
		if (only)
			return NULL;
		only = one->type;
	}
	return only;
}

/* The only one that is declared, where the record is its beginning. */
static const struct type *find_longer(const struct record_types *types, size_t size)
{
	const struct type *only = NULL;

	for (size_t i = 0; i < types->count; i++) {
		if (types->list[i].claim != RECORD_CLAIM_DECLARED)
			continue;
		if (only)
			return NULL;
		only = types->list[i].type;
	}
	return only && only->size > size && is_beginning_of(only, size) ? only : NULL;
}

const struct type *record_types_of_map(struct record_types *types, const char *map)
{
	uint32_t id = btf_types_of_map(&types->btf, map, "value");
	const struct type *type = id ? btf_types_get(&types->btf, id, 0) : NULL;

	return is_record(type) ? type : NULL;
}

const struct type *record_types_find(const struct record_types *types,
				     const struct type *map_type, size_t size,
				     bool is_padded)
{
	const struct type *chosen = types->chosen, *declared;

	if (chosen)
		return chosen->size <= size || is_beginning_of(chosen, size) ? chosen :
									       NULL;
	if (map_type && (is_size_of(map_type, size, is_padded) ||
			 (map_type->size > size && is_beginning_of(map_type, size))))
		return map_type;
	declared = find_only(types, size, is_padded, RECORD_CLAIM_DECLARED);
	if (!declared)
		declared = find_longer(types, size);
	return declared ? declared : find_only(types, size, is_padded, RECORD_CLAIM_HELD);
}
