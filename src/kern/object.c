// SPDX-License-Identifier: GPL-2.0-or-later
/* BPF objects, by libbpf. */
#include "kern/object.h"

#include <string.h>

#include "kern/builtin_objects.h"
#include "kern/handle.h"
#include "kern/libbpf_log.h"
#include "kern/object_bodies.h"
#include "kern/pins.h"

#define RODATA_SECTION ".rodata"

int object_open(const char *name, struct bpf_object **ret_object, struct error *error)
{
	const struct builtin_object *builtin = builtin_object_find(name);
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = name);
	struct bpf_object *object;

	object_bodies_register();
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

void object_choose_map(struct bpf_object *object, const char *name, bool is_wanted)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (map)
		bpf_map__set_autocreate(map, is_wanted);
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

bool object_is_as_wanted(const struct bpf_map *map, const struct bpf_map_info *info)
{
	return info->type == bpf_map__type(map) &&
	       info->key_size == bpf_map__key_size(map) &&
	       info->value_size == bpf_map__value_size(map) &&
	       info->max_entries == bpf_map__max_entries(map) &&
	       info->map_flags == bpf_map__map_flags(map);
}

bool object_has_map(const struct bpf_object *object, const char *name,
		    const struct bpf_map_info *info)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	return map && object_is_as_wanted(map, info);
}

bool object_has_program(const struct bpf_object *object, const char *name)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		if (!strncmp(bpf_program__name(program), name, BPF_OBJ_NAME_LEN - 1))
			return true;
	return false;
}

static bool is_in(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

static int reuse_pinned_map(struct bpf_map *map, const char *directory,
			    const char *const *required, struct strbuf *others,
			    struct error *error)
{
	const char *name = bpf_map__name(map);
	char *path AUTO_FREE = pins_path(directory, PINS_MAPS, name);
	struct bpf_map_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_MAP, HANDLE_WRITE, &fd, error)) {
		if (error->number != ENOENT)
			return -1;
		error_clear(error);
		return 0;
	}
	if (handle_map_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	if (object_is_as_wanted(map, &info))
		return bpf_map__reuse_fd(map, fd) ?
			       error_set_errno(error, errno,
					       "cannot use the loaded map '%s'", name) :
			       0;
	if (is_in(required, name))
		return error_set(error, ERROR_FAILED,
				 "the loaded map '%s' is of another size or type", name);
	strbuf_add_format(others, "%s%s", others->length ? ", " : "", name);
	return 0;
}

int object_reuse_pinned(struct bpf_object *object, const char *directory,
			const char *const *required, struct strbuf *others,
			struct error *error)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (!bpf_map__is_internal(map) && bpf_map__autocreate(map) &&
		    reuse_pinned_map(map, directory, required, others, error))
			return -1;
	return 0;
}

/*
 * Where the kernel cannot answer when libbpf asks whether it takes names, for want of memory, say,
 * libbpf gives none, and nobody would know the programs again.
 */
static bool has_names(const struct bpf_object *object)
{
	struct bpf_program *program;
	struct bpf_prog_info info;

	bpf_object__for_each_program(program, object)
		if (bpf_program__fd(program) >= 0 &&
		    (handle_program_info(bpf_program__fd(program), &info) || !*info.name))
			return false;
	return true;
}

static int not_taken(const char *name, const char *what, struct error *error)
{
	error_set(error, ERROR_FAILED,
		  "cannot load '%s': the kernel did not take the %s of its programs",
		  name, what);
	error_hint(error, "try again; option -v shows what libbpf says of it");
	return -1;
}

int object_load(struct bpf_object *object, const char *name, struct error *error)
{
	const char *program;
	int number;

	libbpf_log_clear();
	if (!object_bodies_set_targets(object) && !bpf_object__load(object))
		return has_names(object) ? 0 : not_taken(name, "names", error);
	number = errno;
	if (object_bodies_lack_btf())
		return not_taken(name, "types (BTF)", error);
	program = libbpf_log_program(); /* the object has closed all of them by now */
	if (!*program)
		return error_set_errno(error, number, "cannot load '%s'", name);
	error_set(error, ERROR_FAILED,
		  "cannot load '%s': the kernel refused program '%s': %s", name, program,
		  error_words(number));
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
