/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BPF objects: opening a built-in one, choosing from it, loading it, pinning its parts.
 */
#ifndef KERN_OBJECT_H
#define KERN_OBJECT_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/strbuf.h"

/* The caller releases it: object_close(), which takes NULL. */
int object_open(const char *name, struct bpf_object **ret_object, struct error *error);
void object_close(struct bpf_object **object);

#define AUTO_OBJECT CLEANUP(object_close)

/* Of all programs in the object only PROGRAM will be loaded; none if it is NULL. */
void object_choose_program(struct bpf_object *object, const char *program);

/* Whether the object's map NAME is made at all; a program must not get to use one that is not.
 * Before loading. */
void object_choose_map(struct bpf_object *object, const char *name, bool is_wanted);

/* The object's .rodata, which must be of SIZE bytes, becomes VALUE. Before loading. */
int object_set_rodata(struct bpf_object *object, const void *value, size_t size,
		      struct error *error);

/*
 * The object will use the maps that are pinned in DIRECTORY under the names of its own,
 * where they are as it wants them. One that is another and that REQUIRED names, a list
 * ended by NULL, is an error; the names of the rest are added to OTHERS, with commas.
 */
int object_reuse_pinned(struct bpf_object *object, const char *directory,
			const char *const *required, struct strbuf *others,
			struct error *error);

/* A refused program leaves the verifier's last lines in the error's detail. */
int object_load(struct bpf_object *object, const char *name, struct error *error);

/* -1 where there is none of that name, or where it was not loaded. */
int object_program_fd(const struct bpf_object *object, const char *name);
int object_map_fd(const struct bpf_object *object, const char *name);

/* Whether MAP would be made as INFO says, as libbpf compares it with one that it finds pinned. */
bool object_is_as_wanted(const struct bpf_map *map, const struct bpf_map_info *info);

/* Whether OBJECT has a map of that name, and as INFO says; a program of a name as the
 * kernel tells it, which cuts it. */
bool object_has_map(const struct bpf_object *object, const char *name,
		    const struct bpf_map_info *info);
bool object_has_program(const struct bpf_object *object, const char *name);

/* Pins all maps but libbpf's own (.rodata and the like) in DIRECTORY/maps. */
int object_pin_maps(const struct bpf_object *object, const char *directory,
		    struct error *error);
/* Pins all loaded programs in DIRECTORY/progs. */
int object_pin_programs(const struct bpf_object *object, const char *directory,
			struct error *error);

#endif
