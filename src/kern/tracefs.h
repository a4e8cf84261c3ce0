/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ids of tracepoints. */
#ifndef KERN_TRACEFS_H
#define KERN_TRACEFS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/*
 * The id of CATEGORY/NAME, as perf_event_open(2) wants it: from tracefs where it is
 * mounted, else through a mount of its own that no path leads to and that ends with the
 * call. *ret_exists is false, and 0 returned, where this kernel has no such tracepoint.
 */
int tracefs_read_id(const char *category, const char *name, bool *ret_exists,
		    uint64_t *ret_id, struct error *error);

#endif
