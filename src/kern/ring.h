/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reading end of a BPF ring buffer (Documentation/bpf/ringbuf.rst). libbpf's tells the
 * kernel after each record how far it is, which costs producer and reader a cache line
 * each time: while opens come at full rate that is most of what a reader costs.
 */
#ifndef KERN_RING_H
#define KERN_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct ring {
	unsigned long *consumer;       /* a mapped page: how far we are */
	const unsigned long *producer; /* a mapped page, how far the kernel is */
	const char *records;	       /* behind it, twice: none is cut at the end */
	size_t bytes;		       /* of the records, once */
	unsigned long position;	       /* of the next record */
	unsigned long told;	       /* what *consumer says */
	unsigned long limit;	       /* what *producer said last */
};

/*
 * Maps the ring buffer map FD of BYTES, a power of two, and goes on where its last reader was.
 * It must have no other one at the same time. The caller releases it (ring_close), FD stays
 * the caller's.
 */
int ring_open(int fd, size_t bytes, struct ring *ret_ring, struct error *error);

/*
 * The next record, valid until the next call; false when there is none for now. The room
 * of those before it goes back to the kernel in large pieces, the last when it is empty.
 */
bool ring_next(struct ring *ring, const void **ret_record, size_t *ret_size);

/* Gives back the room of all records that ring_next() gave. */
void ring_release(struct ring *ring);

/* Takes a zeroed or closed one too. */
void ring_close(struct ring *ring);

#endif
