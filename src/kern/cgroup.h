/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control groups by their directory. */
#ifndef KERN_CGROUP_H
#define KERN_CGROUP_H

#include <stdint.h>

#include "base/error.h"

/* The id of the cgroup v2 DIRECTORY, as programs see it; -1, ERROR_USAGE, if it is none.
 */
int cgroup_find(const char *directory, uint64_t *ret_id, struct error *error);

#endif
