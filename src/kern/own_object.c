// SPDX-License-Identifier: GPL-2.0-or-later
/* What an own object has in it, as it is pinned and named. */
#include <string.h>

#include "base/memory.h"
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
