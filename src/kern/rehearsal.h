/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loading for a moment, by the same road as a load, into a bpffs that no path leads to:
 * nobody else sees it, and all of it ends with this process, however that ends.
 */
#ifndef KERN_REHEARSAL_H
#define KERN_REHEARSAL_H

#include <stdint.h>

#include "kern/opens.h"
#include "kern/packets.h"

struct rehearsal {
	int mount; /* -1 when there is none */
	struct pins pins;
};

/* Needs CAP_SYS_ADMIN, and root. */
int rehearsal_begin(struct rehearsal *ret_rehearsal, struct error *error);
void rehearsal_end(struct rehearsal *rehearsal);

#define AUTO_REHEARSAL CLEANUP(rehearsal_end)

/*
 * Loads opens by ROUTE, or packets by PLAN, and unloads it again. *ret_bytes is the memory
 * of its maps; it may be NULL.
 */
int rehearsal_of_opens(struct rehearsal *rehearsal, const struct route *route,
		       uint64_t *ret_bytes, struct error *error);
int rehearsal_of_packets(struct rehearsal *rehearsal, const struct packets_plan *plan,
			 uint64_t *ret_bytes, struct error *error);

#endif
