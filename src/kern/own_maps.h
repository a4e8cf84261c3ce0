/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the maps of own probes, in two steps as with the built-in ones: everything is opened
 * while there are rights, and read when they are gone.
 */
#ifndef KERN_OWN_MAPS_H
#define KERN_OWN_MAPS_H

#include "core/map_view.h"
#include "kern/pins.h"
#include "kern/probe_watch.h"

/*
 * Whether a group may be given a map of that type (enum bpf_map_type) to read: what stats prints,
 * but no stacks, which tell where the kernel is in memory, and no maps of programs, of other maps
 * or of sockets. Streams never: who reads them writes to them.
 */
bool own_maps_is_for_group(uint32_t type);

struct own_map {
	const struct map_view *view;
	int fd;
	struct own_map *inner; /* as view->inner; owned */
};

struct own_probe {
	struct own_view view;
	struct own_map *maps;	  /* as view.maps; owned */
	struct probe_watch watch; /* of the caller to begin */
};

/*
 * Opens the maps of PROBE: MAP alone, as in its source, or all of them where it is NULL. -1
 * with ERROR_NOT_LOADED where the probe is not there, ERROR_USAGE where it has no such map.
 */
int own_maps_open(const struct pins *pins, const char *probe, const char *map,
		  struct own_probe *ret_probe, struct error *error);
void own_maps_close(struct own_probe *probe);

#define AUTO_OWN_PROBE CLEANUP(own_maps_close)

#endif
