// SPDX-License-Identifier: GPL-2.0-or-later
/* BPF objects, by libbpf. */
#include "kern/object.h"

#include <string.h>

#include "kern/builtin_objects.h"
#include "kern/libbpf_log.h"
#include "kern/pins.h"

#define RODATA_SECTION ".rodata"

int object_open(const char *name, struct bpf_object **ret_object, struct error *error)
{
	const struct builtin_object *builtin = builtin_object_find(name);
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = name);
	struct bpf_object *object;

	libbpf_log_install();
	object = bpf_object__open_mem(builtin->bytes, builtin->size, &options);
	if (!object)
		return error_set_errno(error, errno, "cannot open the BPF object '%s'",
				       name);
	*ret_object = object;
	return 0;
}

void object_close(struct bpf_object **object)
{
	int saved = errno;

	if (*object)
		bpf_object__close(*object);
	*object = NULL;
	errno = saved;
}

void object_choose_program(struct bpf_object *object, const char *program)
{
	struct bpf_program *one;

	bpf_object__for_each_program(one, object)
		bpf_program__set_autoload(
			one, program && !strcmp(bpf_program__name(one), program));
}

int object_set_rodata(struct bpf_object *object, const void *value, size_t size,
		      struct error *error)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (bpf_map__is_internal(map) &&
		    strstr(bpf_map__name(map), RODATA_SECTION) &&
		    !bpf_map__set_initial_value(map, value, size))
			return 0;
	return error_set(error, ERROR_FAILED, "cannot configure the BPF object");
}

int object_reuse_map(struct bpf_object *object, const char *name, int fd,
		     struct error *error)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (!map || bpf_map__reuse_fd(map, fd))
		return error_set_errno(error, errno, "cannot use the loaded map '%s'",
				       name);
	return 0;
}

static const char *refused_program(const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		if (bpf_program__autoload(program) && bpf_program__fd(program) < 0)
			return bpf_program__name(program);
	return NULL;
}

int object_load(struct bpf_object *object, const char *name, struct error *error)
{
	const char *program;
	int number;

	libbpf_log_clear();
	if (!bpf_object__load(object))
		return 0;
	number = errno;
	program = *libbpf_log_verifier() ? refused_program(object) : NULL;
	if (!program)
		return error_set_errno(error, number, "cannot load '%s'", name);
	error_set(error, ERROR_FAILED,
		  "cannot load '%s': the kernel refused program '%s': %s", name, program,
		  strerror(number));
	error->number = number;
	error_detail(error, libbpf_log_verifier());
	return -1;
}

int object_program_fd(const struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	return program ? bpf_program__fd(program) : -1;
}

int object_map_fd(const struct bpf_object *object, const char *name)
{
	return bpf_object__find_map_fd_by_name(object, name);
}

int object_pin_maps(const struct bpf_object *object, const char *directory,
		    struct error *error)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		char *path AUTO_FREE =
			pins_path(directory, PINS_MAPS, bpf_map__name(map));

		if (!bpf_map__is_internal(map) && bpf_map__fd(map) >= 0 &&
		    pins_pin(bpf_map__fd(map), path, error))
			return -1;
	}
	return 0;
}

int object_pin_programs(const struct bpf_object *object, const char *directory,
			struct error *error)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		char *path AUTO_FREE =
			pins_path(directory, PINS_PROGRAMS, bpf_program__name(program));

		if (bpf_program__fd(program) >= 0 &&
		    pins_pin(bpf_program__fd(program), path, error))
			return -1;
	}
	return 0;
}
