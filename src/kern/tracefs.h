/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracefs: the ids of tracepoints, and the lists that stand there. */
#ifndef KERN_TRACEFS_H
#define KERN_TRACEFS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/*
 * The root of tracefs: where it is mounted, else of a mount of its own that no path leads
 * to and that ends when it is closed. -1 with errno. The caller closes it.
 */
int tracefs_find(bool *ret_is_mounted);
/* The same, with words for a failure. */
int tracefs_open(bool *ret_is_mounted, struct error *error);

/*
 * The id of CATEGORY/NAME, as perf_event_open(2) wants it. *ret_exists is false, and 0
 * returned, where this kernel has no such tracepoint.
 */
int tracefs_read_id(const char *category, const char *name, bool *ret_exists,
		    uint64_t *ret_id, struct error *error);

#endif
