// SPDX-License-Identifier: GPL-2.0-or-later
/* Which maps of a loaded own probe its replacement goes on with. */
#include <string.h>

#include "base/memory.h"
#include "kern/own_internal.h"
#include "kern/own_variable.h"

/* What the sections ".rodata" and ".kconfig" hold is the new object's. */
static bool is_counter(const struct bpf_map *map)
{
	const char *section;

	/* what tail calls jump to: the object's own programs */
	if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY)
		return false;
	if (!bpf_map__is_internal(map))
		return true;
	section = strchr(bpf_map__name(map), '.');
	return section && (!strncmp(section, ".bss", strlen(".bss")) ||
			   !strncmp(section, ".data", strlen(".data")));
}

static const struct btf_type *section_at(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	return type && btf_is_datasec(type) ? type : NULL;
}

static const char *variable_name(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	const char *name = type ? btf__name_by_offset(btf, type->name_off) : NULL;

	return name ? name : "";
}

/* Each variable under the same name at the same place. */
static bool are_alike(const struct btf *left_btf, const struct btf_type *left,
		      const struct btf *right_btf, const struct btf_type *right)
{
	const struct btf_var_secinfo *one = btf_var_secinfos(left);
	const struct btf_var_secinfo *other = btf_var_secinfos(right);

	if (btf_vlen(left) != btf_vlen(right))
		return false;
	for (int i = 0; i < btf_vlen(left); i++, one++, other++)
		if (one->offset != other->offset || one->size != other->size ||
		    strcmp(variable_name(left_btf, one->type),
			   variable_name(right_btf, other->type)))
			return false;
	return true;
}

static void free_btf(struct btf **btf)
{
	btf__free(*btf);
}

/* Where that cannot be told, they are not. */
static bool has_same_variables(const struct own *own, const char *section,
			       const struct bpf_map_info *info)
{
	struct btf *new_btf = bpf_object__btf(own->object);
	struct btf *old_btf CLEANUP(free_btf) =
		info->btf_id ? btf__load_from_kernel_by_id(info->btf_id) : NULL;
	int id =
		new_btf ? btf__find_by_name_kind(new_btf, section, BTF_KIND_DATASEC) : -1;
	const struct btf_type *old =
		old_btf ? section_at(old_btf, info->btf_value_type_id) : NULL;
	const struct btf_type *new = id > 0 ? section_at(new_btf, (uint32_t)id) : NULL;

	return old && new &&are_alike(old_btf, old, new_btf, new);
}

/* What --set says is what the variable has to begin with. */
static bool is_set(const struct own *own, const struct bpf_map *map)
{
	const struct own_settings *globals = &own->wishes->globals;
	struct variable variable;

	for (size_t i = 0; i < globals->count; i++)
		if (variable_find(own->object, globals->list[i].name, &variable) &&
		    variable.map == map)
			return true;
	return false;
}

static bool is_of_maps(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       bpf_map__type(map) == BPF_MAP_TYPE_HASH_OF_MAPS;
}

static bool goes_on(const struct own *own, const struct bpf_map *map,
		    const struct bpf_map_info *info)
{
	const char *section =
		bpf_map__is_internal(map) ? strchr(bpf_map__name(map), '.') : NULL;

	if (is_of_maps(map) || !object_is_as_wanted(map, info) ||
	    info->map_extra != bpf_map__map_extra(map))
		return false;
	return !section || (!is_set(own, map) && has_same_variables(own, section, info));
}

/* As libbpf will when it makes the map. */
static void complete_size(struct bpf_map *map)
{
	int cpu_count = libbpf_num_possible_cpus();

	if (bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY &&
	    !bpf_map__max_entries(map) && cpu_count > 0)
		bpf_map__set_max_entries(map, (uint32_t)cpu_count);
}

static void note_anew(struct own *own, const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	const char *section = bpf_map__is_internal(map) ? strchr(name, '.') : NULL;

	strbuf_add_format(&own->anew, "%s%s", own->anew.length ? ", " : "",
			  section ? section : name);
}

static int keep(struct own *own, struct bpf_map *map, struct error *error)
{
	char *name AUTO_FREE = own_map_pin_name(map);
	char *path AUTO_FREE = pins_path(own->replaced, PINS_MAPS, name);
	struct bpf_map_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_MAP, HANDLE_WRITE, &fd, error)) {
		if (error->number != ENOENT)
			return -1;
		error_clear(error); /* there was none of that name: nothing is lost */
		return 0;
	}
	if (handle_map_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	complete_size(map);
	if (!goes_on(own, map, &info))
		note_anew(own, map);
	else if (bpf_map__reuse_fd(map, fd))
		return error_set_errno(error, errno, "cannot use the loaded map '%s'",
				       name);
	return 0;
}

int own_keep_maps(struct own *own, struct error *error)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, own->object)
		if (bpf_map__autocreate(map) && is_counter(map) && keep(own, map, error))
			return -1;
	return 0;
}
