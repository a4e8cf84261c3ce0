/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Own probes: an object of the user's, read from a file and loaded by the same road as a
 * built-in one. What it holds was written by anybody, so nothing in it is trusted.
 */
#ifndef KERN_OWN_H
#define KERN_OWN_H

#include "core/own_wishes.h"
#include "core/result.h"
#include "kern/pins.h"

/* The whole of it, or nothing. The lock is held. */
int own_load(struct pins *pins, const struct own_wishes *wishes,
	     struct load_result *result, struct error *error);

/* What own_load() would do, for --dry-run: RESULT has the programs, maps and globals. */
int own_preview(const struct pins *pins, const struct own_wishes *wishes,
		struct load_result *result, struct error *error);

#endif
