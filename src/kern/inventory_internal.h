/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the inventory share. */
#ifndef KERN_INVENTORY_INTERNAL_H
#define KERN_INVENTORY_INTERNAL_H

#include "core/inventory.h"

/*
 * Fills PROBE, which is zeroed, with what is pinned in DIRECTORY under NAME. False where it
 * went, or another one came in its place again and again: half of it would be of one, half of
 * another, and none of it is to be shown. The caller releases it in either case.
 */
bool inventory_read_probe(const char *directory, const char *name,
			  struct probe_entry *probe);

#endif
