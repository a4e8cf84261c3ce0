/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types from the BTF of a loaded object (Documentation/bpf/btf.rst). */
#ifndef KERN_BTF_TYPES_H
#define KERN_BTF_TYPES_H

#include <bpf/btf.h>

#include "core/type.h"

struct btf_types {
	struct btf *btf; /* owned; NULL: nothing is known */
	uint32_t btf_id; /* the kernel's; 0 where nothing is known */
	struct types *types;
	const struct type **made; /* by BTF id; NULL where none was */
	uint32_t *typedefs; /* by BTF id: the name of its first typedef, 0 without one */
	uint32_t made_count;
};

/*
 * Those of the kernel's BTF_ID; the types become TYPES'. Without such a BTF, or without the
 * right to read it (CAP_SYS_ADMIN), all types are bytes.
 */
void btf_types_open(uint32_t btf_id, struct types *types, struct btf_types *ret_types);
/* The same of BTF, which becomes theirs; BTF_ID is the kernel's of the same. */
void btf_types_take(struct btf *btf, uint32_t btf_id, struct types *types,
		    struct btf_types *ret_types);
void btf_types_close(struct btf_types *types);

#define AUTO_BTF_TYPES CLEANUP(btf_types_close)

/*
 * The type of BTF ID, valid as long as TYPES; bytes where it is none of SIZE bytes, which may
 * be 0 for any size: then NULL.
 */
const struct type *btf_types_get(struct btf_types *types, uint32_t id, uint32_t size);

/*
 * The BTF id of what the source says of MAP: PART is "key" or "value". 0 where it says nothing.
 * The kernel is not told it of all maps, but programs have it in their BTF.
 */
uint32_t btf_types_of_map(const struct btf_types *types, const char *map,
			  const char *part);

/* The same of libbpf's own maps: of the variables in SECTION, as ".bss". */
uint32_t btf_types_of_section(const struct btf_types *types, const char *section);

#endif
