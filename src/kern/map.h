/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps: opening a pinned one as what it must be, and reading it. */
#ifndef KERN_MAP_H
#define KERN_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "kern/handle.h"

/* What a map must be before it is first used. */
struct map_spec {
	const char *name;
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
};

/*
 * Opens DIRECTORY/maps/NAME and compares it with SPEC: a look-up writes the map's own
 * value size into the buffer, whatever was expected. The caller closes *ret_fd.
 */
int map_open(const char *directory, const struct map_spec *spec,
	     enum handle_access access, int *ret_fd, struct error *error);

/*
 * CPUs that a per-CPU value has room for: possible ones, not those that are online. 0 with
 * ERROR where that is unknown: no buffer is large enough then. Read from a file once.
 */
size_t map_cpu_count(struct error *error);

/* Reads VALUE_SIZE bytes, or CPU times that of a per-CPU map, to VALUE; -1 with errno. */
int map_read(int fd, const void *key, void *value);

/*
 * Reads the next entries of a hash map, at most *COUNT of them, as one call of the kernel:
 * from the beginning where PREVIOUS is NULL, else from behind that, which a call before
 * wrote to *ret_last. *COUNT becomes how many they are. 1 while there may be more, 0 at the
 * end, -1 with errno.
 */
int map_read_batch(int fd, const uint32_t *previous, uint32_t *ret_last, void *keys,
		   void *values, uint32_t *count);

int map_write(int fd, const void *key, const void *value);

#endif
