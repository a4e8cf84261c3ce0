/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that read own probes share; for no one else. */
#ifndef KERN_OWN_MAPS_INTERNAL_H
#define KERN_OWN_MAPS_INTERNAL_H

#include "kern/btf_types.h"
#include "kern/map_reader.h"

/* What becomes of a map of that type (enum bpf_map_type), and pinned as PIN. */
enum map_shape own_maps_shape(uint32_t type, const char *pin);

/* What the map FD, pinned as PIN, is; BTF is of its programs. The caller releases it. */
int own_maps_describe(int fd, const char *pin, struct btf_types *btf,
		      struct map_view *ret_view, struct error *error);

/* Opens the maps in MAP; those that cannot be are left out. */
void own_maps_open_inner(struct own_map *map, struct map_view *view,
			 struct btf_types *btf);

#endif
