// SPDX-License-Identifier: GPL-2.0-or-later
/* Opening the maps of own probes: what they are, and what is in them. */
#include "kern/own_maps.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "kern/btf_types.h"
#include "kern/file.h"
#include "kern/map.h"
#include "kern/own_maps_internal.h"
#include "kern/own_types.h"
#include "kern/probe.h"

#define VALUE_ALIGNMENT \
	8 /* of each CPU's part of a value (round_up, kernel/bpf/syscall.c) */
#define ID_SIZE sizeof(uint32_t)

enum map_shape own_maps_shape(uint32_t type, const char *pin)
{
	switch (type) {
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
		return MAP_EVENTS;
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
		return MAP_NEXT;
	case BPF_MAP_TYPE_STACK_TRACE:
		return MAP_STACKS;
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return MAP_OF_MAPS;
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case BPF_MAP_TYPE_BLOOM_FILTER:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
	case BPF_MAP_TYPE_XSKMAP:
	case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
		return MAP_UNREADABLE;
	default:
		break;
	}
	if (type > BPF_MAP_TYPE_BLOOM_FILTER)
		return MAP_UNREADABLE; /* programs' own, or newer than this build */
	return pin[0] == '-' ? MAP_VARIABLES : MAP_ENTRIES;
}

bool own_maps_is_for_group(uint32_t type)
{
	switch (type) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		return true;
	default:
		return false;
	}
}

static bool is_per_cpu(uint32_t type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

static size_t round_up(size_t size)
{
	return (size + VALUE_ALIGNMENT - 1) / VALUE_ALIGNMENT * VALUE_ALIGNMENT;
}

/* A value that the kernel keeps without a type: numbers of its own kind. */
static const struct type *number_type(struct types *types,
				      const struct bpf_map_info *info)
{
	bool is_number =
		info->value_size == ID_SIZE && (info->type == BPF_MAP_TYPE_PROG_ARRAY ||
						info->type == BPF_MAP_TYPE_DEVMAP ||
						info->type == BPF_MAP_TYPE_DEVMAP_HASH ||
						info->type == BPF_MAP_TYPE_CPUMAP);

	return is_number ? types_add(types, TYPE_UNSIGNED, ID_SIZE, NULL) : NULL;
}

static bool has_number_keys(uint32_t type)
{
	return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_PROG_ARRAY || type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       type == BPF_MAP_TYPE_DEVMAP || type == BPF_MAP_TYPE_DEVMAP_HASH ||
	       type == BPF_MAP_TYPE_CPUMAP || type == BPF_MAP_TYPE_STACK_TRACE;
}

/* Of the map NAME; BTF is of its programs. */
static void set_types(const struct bpf_map_info *info, struct btf_types *btf,
		      struct map_view *view)
{
	bool has_numbers = has_number_keys(info->type) && info->key_size == ID_SIZE;
	uint32_t key = info->btf_key_type_id, value = info->btf_value_type_id;

	if (!info->btf_id) {
		key = btf_types_of_map(btf, view->name, "key");
		value = btf_types_of_map(btf, view->name, "value");
	}
	view->value = number_type(btf->types, info);
	if (!view->value && info->value_size)
		view->value = btf_types_get(btf, value, info->value_size);
	if (info->key_size)
		view->key = btf_types_get(btf, key, info->key_size);
	if (view->key && view->key->kind == TYPE_BYTES && has_numbers)
		view->key = types_add(btf->types, TYPE_UNSIGNED, ID_SIZE, NULL);
}

/* By what the programs' BTF says of a map of that name. */
static void set_types_by_name(const struct bpf_map_info *info, struct btf_types *btf,
			      struct map_view *view)
{
	struct bpf_map_info nameless = *info;

	nameless.btf_id = 0;
	set_types(&nameless, btf, view);
	if (view->shape == MAP_VARIABLES)
		view->value = btf_types_get(btf, btf_types_of_section(btf, view->name),
					    info->value_size);
}

/*
 * One that is shared by several objects, or is older than its programs, has the BTF of another
 * one, which only some may ask for.
 */
static void choose_types(const struct bpf_map_info *info, struct btf_types *btf,
			 struct map_view *view)
{
	struct btf_types other AUTO_BTF_TYPES = {.types = btf->types};

	if (!info->btf_id || info->btf_id == btf->btf_id) {
		set_types(info, btf, view);
		return;
	}
	btf_types_open(info->btf_id, btf->types, &other);
	if (other.btf)
		set_types(info, &other, view);
	else
		set_types_by_name(info, btf, view);
}

/* The name of the pin with the dots that it cannot have. */
static char *source_name(const char *pin)
{
	char *name = memory_copy_string(pin);

	for (char *at = name; *pin == '-' && *at; at++)
		if (*at == '-')
			*at = '.';
	return name;
}

int own_maps_describe(int fd, const char *pin, struct btf_types *btf,
		      struct map_view *ret_view, struct error *error)
{
	struct map_view view = {.name = source_name(pin), .cpu_count = 1};
	struct bpf_map_info info;

	if (handle_map_info(fd, &info)) {
		map_view_release(&view);
		return error_set_errno(error, errno, "cannot ask about the map '%s'",
				       pin);
	}
	view.type = libbpf_bpf_map_type_str(info.type);
	view.type = view.type ? view.type : "unknown";
	view.shape = own_maps_shape(info.type, pin);
	view.id = info.id;
	view.max_entries = info.max_entries;
	view.key_size = info.key_size;
	view.value_size = info.value_size;
	view.stride = info.value_size;
	view.has_build_ids = info.map_flags & BPF_F_STACK_BUILD_ID;
	view.is_per_cpu = is_per_cpu(info.type);
	if (view.is_per_cpu) {
		view.stride = round_up(info.value_size);
		view.cpu_count = map_cpu_count(error);
	}
	choose_types(&info, btf, &view);
	if (view.shape == MAP_VARIABLES &&
	    (!view.value || view.value->kind != TYPE_STRUCT))
		view.shape = MAP_ENTRIES; /* literals: nothing of it has a name */
	*ret_view = view;
	return view.cpu_count ? 0 : -1;
}

/* What only root may open is left out, unless it is wanted by name. */
static bool may_be_left_out(const char *wanted, struct own_view *view,
			    struct error *error)
{
	if (wanted || error->number != EACCES)
		return false;
	error_clear(error);
	view->is_partial = true;
	return true;
}

/* Opens the pins of NAMES, or WANTED alone. */
static int open_maps(const char *directory, const struct pin_names *names,
		     const char *wanted, struct btf_types *btf, struct own_probe *probe,
		     struct error *error)
{
	struct own_view *view = &probe->view;

	view->maps = memory_new(names->count + 1, sizeof(*view->maps));
	probe->maps = memory_new(names->count + 1, sizeof(*probe->maps));
	for (size_t i = 0; i < names->count; i++) {
		char *path AUTO_FREE = pins_path(directory, PINS_MAPS, names->names[i]);
		char *name AUTO_FREE = source_name(names->names[i]);
		struct own_map *map = &probe->maps[view->count];

		if (wanted && strcmp(wanted, name))
			continue;
		if (handle_open(path, HANDLE_MAP, HANDLE_READ, &map->fd, error)) {
			if (may_be_left_out(wanted, view, error))
				continue;
			return -1;
		}
		map->view = &view->maps[view->count++];
		if (own_maps_describe(map->fd, names->names[i], btf,
				      &view->maps[view->count - 1], error))
			return -1;
	}
	return 0;
}

static int no_such_map(const char *probe, const char *map, const struct pin_names *names,
		       struct error *error)
{
	struct strbuf list AUTO_STRBUF = {0};

	for (size_t i = 0; i < names->count; i++) {
		char *name AUTO_FREE = source_name(names->names[i]);

		strbuf_add_format(&list, i ? ", %s" : "%s", name);
	}
	error_set(error, ERROR_USAGE, "cannot read '%s': it has no map '%s'", probe, map);
	error_hint(error, names->count ? "its maps are %s" : "it has no maps%s",
		   strbuf_text(&list));
	return -1;
}

static void read_symbols(struct symbols *symbols)
{
	struct strbuf text = {0};

	if (file_read_all(AT_FDCWD, "/proc/kallsyms", &text))
		symbols_parse(text.text, symbols);
	else
		strbuf_release(&text);
}

static void open_parts(struct own_probe *probe, struct btf_types *btf)
{
	for (size_t i = 0; i < probe->view.count; i++) {
		struct map_view *view = &probe->view.maps[i];

		if (view->shape == MAP_STACKS && !probe->view.symbols.count)
			read_symbols(&probe->view.symbols);
		if (view->shape == MAP_OF_MAPS)
			own_maps_open_inner(&probe->maps[i], view, btf);
	}
}

/* Fills what is zeroed; on failure the caller closes it. */
static int open_all(const char *directory, const char *map, struct own_probe *probe,
		    struct error *error)
{
	struct btf_types btf AUTO_BTF_TYPES = {.types = &probe->view.types};
	struct pin_names names AUTO_PIN_NAMES = {0};

	own_types_open(directory, &probe->view.types, &btf);
	if (pins_list(directory, PINS_MAPS, &names, error) ||
	    open_maps(directory, &names, map, &btf, probe, error))
		return -1;
	if (map && !probe->view.count)
		return no_such_map(probe->view.name, map, &names, error);
	open_parts(probe, &btf);
	return 0;
}

static int open_once(const struct pins *pins, const char *probe, const char *map,
		     struct own_probe *ret_probe, struct error *error)
{
	char *path AUTO_FREE = NULL;
	struct own_probe own = {.watch = {.fd = -1}};
	struct meta meta;

	if (probe_open(pins, "read", probe, &path, &meta, error))
		return -1;
	snprintf(own.view.name, sizeof(own.view.name), "%s", probe);
	own.view.load_id = meta.load_id;
	own.view.loaded_ns = clock_date_ns(meta.loaded_ns, clock_boot_offset_ns());
	if (open_all(path, map, &own, error)) {
		own_maps_close(&own);
		return -1;
	}
	*ret_probe = own;
	return 0;
}

int own_maps_open(const struct pins *pins, const char *probe, const char *map,
		  struct own_probe *ret_probe, struct error *error)
{
	char *place AUTO_FREE = pins_path(pins->base, NULL, probe);
	struct pins_reading reading = pins_reading_of(place);
	struct own_probe own = {.watch = {.fd = -1}};
	int status;

	do {
		own_maps_close(&own);
		error_clear(error);
		status = open_once(pins, probe, map, &own, error);
	} while (pins_reading_again(&reading, !status));
	if (!status)
		*ret_probe = own;
	return status;
}

static void close_map(struct own_map *map)
{
	for (size_t i = 0; map->view && i < map->view->inner_count; i++)
		cleanup_close(&map->inner[i].fd);
	free(map->inner);
	cleanup_close(&map->fd);
}

void own_maps_close(struct own_probe *probe)
{
	for (size_t i = 0; i < probe->view.count; i++)
		close_map(&probe->maps[i]);
	free(probe->maps);
	own_view_release(&probe->view);
	probe_watch_end(&probe->watch);
	*probe = (struct own_probe){.watch = {.fd = -1}};
}
