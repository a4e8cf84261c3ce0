/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Global variables of an object that is open and not yet loaded, by its BTF. */
#ifndef KERN_OWN_VARIABLE_H
#define KERN_OWN_VARIABLE_H

#include <bpf/btf.h>

#include "kern/own_internal.h"

/* A variable, and where its first value stands. */
struct variable {
	const struct btf *btf;
	const struct btf_type *type; /* without typedefs, const and volatile */
	const char *name;
	struct bpf_map *map; /* of its section */
	const char *bytes;   /* of the section; libbpf's */
	size_t section_size;
	size_t offset, size; /* of the variable in it: within it, always */
};

/* The type ID without typedefs, const and volatile; NULL where there is none. */
const struct btf_type *variable_skip_names(const struct btf *btf, uint32_t id);

/* The variable NAME; false where there is none that has a first value. */
bool variable_find(const struct bpf_object *object, const char *name,
		   struct variable *ret_variable);

/* The same in SECTION alone. */
bool variable_find_in(const struct bpf_object *object, const struct btf_type *section,
		      const char *name, struct variable *ret_variable);

bool variable_is_text(const struct variable *variable);

/* An integer or an enumeration of 1, 2, 4 or 8 bytes. */
bool variable_is_number(const struct variable *variable);
bool variable_is_signed(const struct variable *variable);

#endif
