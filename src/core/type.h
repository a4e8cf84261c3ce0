/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the bytes of a map's key or value, or of a record, mean: C types as plain data, made
 * from BTF by the kernel side. Qualifiers and typedefs are resolved.
 */
#ifndef CORE_TYPE_H
#define CORE_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum type_kind {
	TYPE_BYTES, /* nothing is known but the size */
	TYPE_UNSIGNED,
	TYPE_SIGNED,
	TYPE_BOOL,
	TYPE_FLOAT,
	TYPE_POINTER,
	TYPE_ENUM,
	TYPE_TEXT, /* an array of char */
	TYPE_ARRAY,
	TYPE_STRUCT, /* also the variables of a section */
	TYPE_UNION,
};

struct type;

struct type_member {
	char *name; /* NULL: anonymous, its members are those of the whole */
	const struct type *type;
	uint32_t bit_offset;
	uint32_t bit_size; /* of a bit field; 0 for all others */
};

struct type_constant {
	char *name;
	int64_t value; /* as it would be in the enum's own size */
};

struct type {
	enum type_kind kind;
	uint32_t size; /* bytes, of all elements */
	char *name; /* its tag; of a struct or union without one a typedef; else NULL */
	bool is_signed;		     /* TYPE_ENUM */
	struct type_member *members; /* TYPE_STRUCT, TYPE_UNION */
	size_t member_count;
	struct type_constant *constants; /* TYPE_ENUM */
	size_t constant_count;
	const struct type *element; /* TYPE_ARRAY */
	uint32_t count;
};

/* The owner of types that belong together; zeroed at first. */
struct types {
	struct type **types;
	size_t count;
};

/* A new one, owned by TYPES; NAME is copied and may be NULL. */
struct type *types_add(struct types *types, enum type_kind kind, uint32_t size,
		       const char *name);
/* SIZE bytes of which nothing is known. */
const struct type *types_add_bytes(struct types *types, uint32_t size);
void types_release(struct types *types);

#define AUTO_TYPES CLEANUP(types_release)

/* NAME is copied; NULL for an anonymous one. -1 where it does not lie within TYPE. */
int type_add_member(struct type *type, const char *name, const struct type *member,
		    uint32_t bit_offset, uint32_t bit_size);
void type_add_constant(struct type *type, const char *name, int64_t value);

/* Whether it has a name, or its members stand for it: an anonymous number is padding. */
bool type_member_is_shown(const struct type_member *member);

/* Whether it is one value, and no array, struct or union. */
bool type_is_scalar(const struct type *type);
/* Whether values of it can be added up. */
bool type_is_number(const struct type *type);

/* The constant of VALUE; NULL when it has no name. */
const char *type_constant_name(const struct type *type, int64_t value);

#endif
