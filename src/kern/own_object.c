// SPDX-License-Identifier: GPL-2.0-or-later
/* What an own object has in it, as it is pinned and named. */
#include <string.h>

#include "base/memory.h"
#include "base/parse.h"
#include "kern/own_internal.h"
#include "kern/pins.h"

#define NAME_LENGTH_MAX 60 /* with a suffix still a name of a file */

/* As C names things; sections have "-" for their dots. */
static bool is_name(const char *name, bool is_section)
{
	static const char characters[] = "-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "abcdefghijklmnopqrstuvwxyz";
	size_t length = strspn(name, characters + !is_section);

	return length && length <= NAME_LENGTH_MAX && !name[length];
}

char *own_map_pin_name(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	const char *section = bpf_map__is_internal(map) ? strchr(name, '.') : NULL;
	char *copy = memory_copy_string(section ? section : name);

	for (char *at = copy; section && *at; at++)
		if (*at == '.')
			*at = '-';
	return copy;
}

static int refuse_name(const char *what, const char *name, struct error *error)
{
	return error_set(error, ERROR_FAILED,
			 "'%s' is no name for a %s: not 1 to %d of A-Za-z0-9_", name,
			 what, NAME_LENGTH_MAX);
}

static bool is_map_name(const struct bpf_map *map)
{
	char *name AUTO_FREE = own_map_pin_name(map);

	return is_name(name, bpf_map__is_internal(map));
}

int own_check_names(const struct bpf_object *object, struct error *error)
{
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (!is_map_name(map))
			return refuse_name("map", bpf_map__name(map), error);
	bpf_object__for_each_program(program, object)
		if (!is_name(bpf_program__name(program), false))
			return refuse_name("program", bpf_program__name(program), error);
	return 0;
}

int own_pin_maps(const struct bpf_object *object, const char *stage, struct error *error)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		char *name AUTO_FREE = own_map_pin_name(map);
		char *path AUTO_FREE = pins_path(stage, PINS_MAPS, name);

		if (bpf_map__fd(map) >= 0 && pins_pin(bpf_map__fd(map), path, error))
			return -1;
	}
	return 0;
}

/* By the name of the map, or that of its pin. */
static struct bpf_map *find_map(const struct bpf_object *object, const char *name)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (!bpf_map__is_internal(map) && !strcmp(bpf_map__name(map), name))
			return map;
	return NULL;
}

int own_set_map_sizes(struct bpf_object *object, const struct own_settings *sizes,
		      struct error *error)
{
	for (size_t i = 0; i < sizes->count; i++) {
		const struct own_setting *size = &sizes->list[i];
		struct bpf_map *map = find_map(object, size->name);
		uint64_t entries;

		if (!map)
			return error_set(error, ERROR_FAILED, "it has no map '%s'",
					 size->name);
		if (parse_size("map size", size->value, 1, UINT32_MAX, &entries, error))
			return -1;
		if (bpf_map__set_max_entries(map, (uint32_t)entries))
			return error_set_errno(error, errno, "map '%s'", size->name);
	}
	return 0;
}

static bool is_per_cpu(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

/* At least that much, and not much more; a double, since it may be more than there is. */
static double memory_of(const struct bpf_map *map, int cpu_count)
{
	double entries = bpf_map__max_entries(map);
	double value = bpf_map__value_size(map);

	if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF)
		return entries;
	if (is_per_cpu(bpf_map__type(map)))
		value *= cpu_count;
	return entries * (value + bpf_map__key_size(map));
}

int own_check_memory(const struct bpf_object *object, struct error *error)
{
	int cpu_count = libbpf_num_possible_cpus();
	double limit =
		(double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / 2;
	struct bpf_map *map;
	double sum = 0;

	bpf_object__for_each_map(map, object) {
		sum += memory_of(map, cpu_count > 0 ? cpu_count : 1);
		if (sum <= limit)
			continue;
		error_set(
			error, ERROR_FAILED,
			"its maps would take more than half of the memory, from '%s' on",
			bpf_map__name(map));
		error_hint(error, "--map-size %s=ENTRIES makes it smaller",
			   bpf_map__name(map));
		return -1;
	}
	return 0;
}

#define STACK_DEPTH 127 /* kernel.perf_event_max_stack, as it is by default */

/* What a loader in C would choose where the object leaves it open. */
static void set_stack_size(struct bpf_map *map)
{
	if (bpf_map__type(map) == BPF_MAP_TYPE_STACK_TRACE && !bpf_map__value_size(map))
		bpf_map__set_value_size(map, STACK_DEPTH * sizeof(__u64));
}

/* As bpf2go has it, the value of such a map can name what the program writes to it. */
static void set_buffer_sizes(struct bpf_map *map)
{
	enum bpf_map_type type = bpf_map__type(map);
	bool is_ring = type == BPF_MAP_TYPE_RINGBUF || type == BPF_MAP_TYPE_USER_RINGBUF;

	if (!is_ring && type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		return;
	bpf_map__set_key_size(map, is_ring ? 0 : sizeof(__u32));
	bpf_map__set_value_size(map, is_ring ? 0 : sizeof(__u32));
}

void own_prepare_maps(struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		bpf_map__set_pin_path(map, NULL);
		set_buffer_sizes(map);
		set_stack_size(map);
	}
}
