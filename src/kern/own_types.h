/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The types of an own probe that a group may read: its BTF, pinned beside meta. Who may not ask
 * the kernel for BTF, which takes CAP_SYS_ADMIN, has it from there.
 */
#ifndef KERN_OWN_TYPES_H
#define KERN_OWN_TYPES_H

#include "kern/btf_types.h"
#include "kern/object.h"

/* Pins the BTF of OBJECT, which is loaded, in STAGE. One without BTF has none: no error. */
int own_types_pin(const struct bpf_object *object, const char *stage,
		  struct error *error);

/*
 * The types of the programs in DIRECTORY, by the kernel's BTF or else by what is pinned; they
 * become TYPES'. Where there is neither, all types are bytes. The caller closes it.
 */
void own_types_open(const char *directory, struct types *types,
		    struct btf_types *ret_types);

#endif
