/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is loaded, and whether it is healthy: from the pins alone. */
#ifndef KERN_INVENTORY_H
#define KERN_INVENTORY_H

#include "core/inventory.h"
#include "kern/pins.h"

/*
 * Looks at the probes NAMES, or at all that are there when COUNT is 0. A name that is not
 * there is ERROR_NOT_LOADED. The caller releases the inventory.
 */
int inventory_read(const struct pins *pins, const char *const *names, size_t count,
		   struct inventory *ret_inventory, struct error *error);

#endif
