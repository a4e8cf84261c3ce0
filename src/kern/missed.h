/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The calls that the kernel says it skipped the programs of `opens` for. */
#ifndef KERN_MISSED_H
#define KERN_MISSED_H

#include <stdbool.h>
#include <stdint.h>

#include "kern/routes.h"

/*
 * Of the probe in DIRECTORY, which is loaded by ROUTE. False where the kernel does not tell
 * all of it: a kprobe's misses from Linux 6.7 on, or where a pin may not be opened.
 */
bool missed_read(const char *directory, const struct route *route, uint64_t *ret_missed);

#endif
