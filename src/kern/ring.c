// SPDX-License-Identifier: GPL-2.0-or-later
/* The reading end of a BPF ring buffer. */
#include "kern/ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#define RELEASE_SHARE 8 /* room goes back at the latest after 1/8 of the ring */

int ring_open(int fd, size_t bytes, struct ring *ret_ring, struct error *error)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct ring ring = {.bytes = bytes};
	void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	void *producer =
		mmap(NULL, page + 2 * bytes, PROT_READ, MAP_SHARED, fd, (off_t)page);
	int saved = errno;

	ring.consumer = consumer == MAP_FAILED ? NULL : consumer;
	ring.producer = producer == MAP_FAILED ? NULL : producer;
	ring.records = (const char *)ring.producer + page;
	if (!ring.consumer || !ring.producer) {
		ring_close(&ring);
		return error_set_errno(error, saved, "cannot map a ring");
	}
	ring.position = ring.told = ring.limit = *ring.consumer;
	*ret_ring = ring;
	return 0;
}

void ring_release(struct ring *ring)
{
	if (ring->told == ring->position)
		return;
	__atomic_store_n(ring->consumer, ring->position, __ATOMIC_RELEASE);
	ring->told = ring->position;
}

/* Whether there is a record behind what was read. */
static bool look_for_more(struct ring *ring)
{
	if (ring->position != ring->limit)
		return true;
	ring_release(ring);
	ring->limit = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	return ring->position != ring->limit;
}

/* Before a record stands its length with two bits, then an offset (kernel/bpf/ringbuf.c). */
bool ring_next(struct ring *ring, const void **ret_record, size_t *ret_size)
{
	while (look_for_more(ring)) {
		const char *head = ring->records + (ring->position & (ring->bytes - 1));
		uint32_t bits = __atomic_load_n((const uint32_t *)head, __ATOMIC_ACQUIRE);
		uint32_t length = bits & ~(uint32_t)(BPF_RINGBUF_BUSY_BIT |
						     BPF_RINGBUF_DISCARD_BIT);

		if (bits & BPF_RINGBUF_BUSY_BIT) {
			ring_release(ring);
			return false;
		}
		if (ring->position - ring->told >= ring->bytes / RELEASE_SHARE)
			ring_release(ring);
		ring->position += (length + BPF_RINGBUF_HDR_SZ + 7) & ~7ul;
		if (bits & BPF_RINGBUF_DISCARD_BIT)
			continue;
		*ret_record = head + BPF_RINGBUF_HDR_SZ;
		*ret_size = length;
		return true;
	}
	return false;
}

void ring_close(struct ring *ring)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (ring->consumer)
		munmap(ring->consumer, page);
	if (ring->producer)
		munmap((void *)(uintptr_t)ring->producer, page + 2 * ring->bytes);
	*ring = (struct ring){0};
}
