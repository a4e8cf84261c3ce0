/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 16 places for readers in `opens`. Each reader brings its own maps; a place holds
 * them in three maps of maps, and a bit in `active_readers` lets the program look. The
 * identity of a place's owner is the kernel's id of its state map.
 */
#ifndef KERN_SLOTS_H
#define KERN_SLOTS_H

#include "core/inventory.h"
#include "kern/map.h"

/* The four maps that hold the places. */
struct slots {
	int active_fd, rings_fd, states_fd, books_fd;
};

/* One reader's own maps. */
struct slot_maps {
	int ring_fd, state_fd, books_fd;
	uint32_t state_id; /* who owns a slot */
};

int slots_open(const char *directory, enum handle_access access, struct slots *ret_slots,
	       struct error *error);
void slots_close(struct slots *slots);

#define AUTO_SLOTS CLEANUP(slots_close)

/* Makes the maps of a reader with a ring of RING_BYTES. The caller closes them. */
int slot_maps_create(uint32_t ring_bytes, struct slot_maps *ret_maps,
		     struct error *error);
void slot_maps_close(struct slot_maps *maps);

/*
 * Puts MAPS in a free place, or in one whose reader's lease is over. The lock is held. -1
 * when all are taken, naming their readers.
 */
int slots_claim(const struct slots *slots, const struct slot_maps *maps, bool wants_dir,
		uint32_t *ret_slot, struct error *error);

/* Whether SLOT still holds the state map STATE_ID. True where the kernel does not tell.
 */
bool slots_is_owner(const struct slots *slots, uint32_t slot, uint32_t state_id);

/* Empties SLOT if STATE_ID owns it; when this returns the program has let go of its maps.
 */
void slots_release(const struct slots *slots, uint32_t slot, uint32_t state_id);

/* Those who read now: appends them to PROBE. Needs the right to open maps by id. */
int slots_list(const struct slots *slots, struct probe_entry *probe, struct error *error);

/* Sums the books in BOOKS_FD. */
int slots_read_books(int books_fd, struct reader_books *ret_books);

#endif
