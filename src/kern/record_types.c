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

static struct record_type *find(const struct record_types *types, const char *name)
{
	for (size_t i = 0; i < types->count; i++)
		if (!strcmp(types->list[i].type->name, name))
			return &types->list[i];
	return NULL;
}

static void add_struct(struct record_types *types, struct btf_types *btf, uint32_t id)
{
	const struct type *type = btf_types_get(btf, id, 0);

	if (!type || !type->name || !type->member_count || find(types, type->name))
		return;
	types->list = memory_resize(types->list, types->count + 1, sizeof(*types->list));
	types->list[types->count++] = (struct record_type){.type = type};
}

/* "const struct event *unused": a variable that is a pointer to a struct. */
static void note_declared(struct record_types *types, const struct btf *btf,
			  const struct btf_type *variable)
{
	int id = btf__resolve_type(btf, variable->type);
	const struct btf_type *pointer =
		id < 0 ? NULL : btf__type_by_id(btf, (uint32_t)id);
	const struct btf_type *target = NULL;
	struct record_type *declared;

	if (pointer && btf_is_ptr(pointer)) {
		id = btf__resolve_type(btf, pointer->type);
		target = id < 0 ? NULL : btf__type_by_id(btf, (uint32_t)id);
	}
	if (!target || !btf_is_struct(target))
		return;
	declared = find(types, btf__name_by_offset(btf, target->name_off));
	if (declared)
		declared->is_declared = true;
}

static void add_btf(struct record_types *types, uint32_t btf_id)
{
	struct btf_types btf AUTO_BTF_TYPES;

	btf_types_open(btf_id, &types->types, &btf);
	for (uint32_t id = 1; id < btf.made_count; id++)
		if (btf_is_struct(btf__type_by_id(btf.btf, id)))
			add_struct(types, &btf, id);
	for (uint32_t id = 1; id < btf.made_count; id++)
		if (btf_is_var(btf__type_by_id(btf.btf, id)))
			note_declared(types, btf.btf, btf__type_by_id(btf.btf, id));
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
	types_release(&types->types);
	*types = (struct record_types){0};
}

/* Those that are declared first: others can be of the kernel. */
static void add_names(const struct record_types *types, bool is_declared,
		      struct strbuf *names, size_t *room)
{
	for (size_t i = 0; i < types->count && *room; i++) {
		if (types->list[i].is_declared != is_declared)
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

	add_names(types, true, &names, &room);
	add_names(types, false, &names, &room);
	if (types->count > NAMES_IN_HINT_MAX)
		strbuf_add(&names, ", ...");
	if (types->count)
		error_hint(error, "its structs are %s", strbuf_text(&names));
	else
		error_hint(error, "it has no structs: --as text, or --as hex");
}

int record_types_choose(struct record_types *types, const char *name, struct error *error)
{
	const struct record_type *chosen = find(types, name);

	if (chosen) {
		types->chosen = chosen->type;
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

static const struct type *find_only(const struct record_types *types, size_t size,
				    bool is_padded, bool is_declared)
{
	const struct type *only = NULL;

	for (size_t i = 0; i < types->count; i++) {
		const struct record_type *one = &types->list[i];
		size_t wanted = is_padded ? padded(one->type->size) : one->type->size;

		if (wanted != size || (is_declared && !one->is_declared))
			continue;
		if (only)
			return NULL;
		only = one->type;
	}
	return only;
}

const struct type *record_types_find(const struct record_types *types, size_t size,
				     bool is_padded)
{
	const struct type *declared;

	if (types->chosen)
		return types->chosen->size <= size ? types->chosen : NULL;
	declared = find_only(types, size, is_padded, true);
	return declared ? declared : find_only(types, size, is_padded, false);
}
