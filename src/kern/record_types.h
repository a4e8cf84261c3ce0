/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the structs in a program's BTF its records are. */
#ifndef KERN_RECORD_TYPES_H
#define KERN_RECORD_TYPES_H

#include <stddef.h>

#include "base/error.h"
#include "core/type.h"
#include "kern/btf_types.h"

/* What the object does with a struct; the more it says, the better. */
enum record_claim {
	/* it is in the BTF, as are those of the kernel that the object looks into */
	RECORD_CLAIM_NONE,
	/* it is a map's value, a variable, or what a static function is given */
	RECORD_CLAIM_HELD,
	/* pointed at by a variable: how programs for bpf2go keep the type in their BTF */
	RECORD_CLAIM_DECLARED,
};

struct record_type {
	const struct type *type;
	enum record_claim claim;
};

struct record_types {
	struct record_type *list; /* owned: structs with names */
	size_t count;
	struct types types;	   /* that they are made of */
	struct btf_types btf;	   /* of the programs */
	const struct type *chosen; /* by name; NULL: by size */
};

/*
 * The kernel's id of the BTF of the programs that are pinned in DIRECTORY, which all of one
 * object have; 0 where there is none, or no right to look.
 */
uint32_t programs_btf_id(const char *directory);

/* Those in the BTF of the programs that are pinned in DIRECTORY; none without the right to. */
void record_types_open(const char *directory, struct record_types *ret_types);
void record_types_release(struct record_types *types);

/* All records are the struct NAME. -1, ERROR_USAGE, where there is none. */
int record_types_choose(struct record_types *types, const char *name,
			struct error *error);

/* The struct that the source gives to MAP as its value; NULL where it gives none. */
const struct type *record_types_of_map(struct record_types *types, const char *map);

/*
 * What a record of SIZE bytes is: the chosen struct, else MAP_TYPE, which may be NULL, else
 * the only declared one that fits, else the only one that is held; NULL where none does, or
 * several. In a perf buffer (IS_PADDED) up to seven bytes follow it. Where the record ends
 * within an array that is the last member, it may be shorter than the first two, and than the
 * only one that is declared.
 */
const struct type *record_types_find(const struct record_types *types,
				     const struct type *map_type, size_t size,
				     bool is_padded);

#endif
