/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel frees programs and maps a little later than the last reference goes: a prog
 * array lets go of its programs in a work queue, a program of its maps after an RCU
 * period. When unload returns, nothing of the probe shall be left, by ids.
 */
#ifndef KERN_LEFTOVERS_H
#define KERN_LEFTOVERS_H

#include <stddef.h>
#include <stdint.h>

#include "kern/handle.h"

struct leftover_ids {
	struct leftover_id {
		enum handle_kind kind;
		uint32_t id;
	} * ids;
	size_t count;
};

/* Notes the id of a program or a map. */
void leftovers_note(struct leftover_ids *ids, enum handle_kind kind, uint32_t id);

/*
 * Waits until none of them is there any more, for at most one second: somebody else can
 * have one of them open. Without the right to ask it does not wait.
 */
void leftovers_wait(const struct leftover_ids *ids);

void leftovers_release(struct leftover_ids *ids);

#endif
