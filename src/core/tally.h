/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often each text came. */
#ifndef CORE_TALLY_H
#define CORE_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct tally_entry {
	char *text; /* owned, terminated; may hold NUL bytes before its end */
	size_t length;
	uint64_t count;
};

struct tally {
	void *tree; /* of tsearch(3); entries */
	size_t size;
};

void tally_add(struct tally *tally, const char *text, size_t length);

/*
 * The entries, those that came most often first, then by text. The array is the caller's
 * to free; the entries stay the tally's.
 */
const struct tally_entry **tally_sorted(const struct tally *tally);

void tally_release(struct tally *tally);

#endif
