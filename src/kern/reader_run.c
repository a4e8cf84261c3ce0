// SPDX-License-Identifier: GPL-2.0-or-later
/* The loop of a reader: when it sleeps, when it wakes, when it ends, and letting go. */
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "core/probe_name.h"
#include "kern/reader_internal.h"

#define RENEW_INTERVAL_MS 1000
#define FLOWING_TIMEOUT_MS 12 /* longer than EBPFCTL_WAKE_INTERVAL_NS */
#define IDLE_AFTER_EMPTY 2    /* empty intervals before a long sleep is safe */
#define DRAIN_NS (80 * CLOCK_NS_PER_MS)
#define UNLOAD_WAIT_NS (10 * CLOCK_NS_PER_SECOND) /* of an unload that was killed */
#define CLOCK_CHECK_INTERVAL 64 /* events between two looks at the clock */

_Static_assert(FLOWING_TIMEOUT_MS *CLOCK_NS_PER_MS > EBPFCTL_WAKE_INTERVAL_NS,
	       "a reader must not sleep long before the program would wake it");

const char *reader_end_name(enum reader_end end)
{
	static const char *const names[] = {
		[READER_STOPPED] = "signal",	[READER_DURATION] = "duration",
		[READER_COUNT] = "count",	[READER_CLOSED] = "closed",
		[READER_UNLOADED] = "unloaded", [READER_LOST] = "lost",
	};

	return names[end];
}

static void end_with(struct reader *reader, enum reader_end end)
{
	if (!reader->is_ended)
		reader->end = end;
	reader->is_ended = true;
}

static bool is_past(uint64_t end_ns)
{
	return end_ns && clock_now_ns(CLOCK_MONOTONIC) >= end_ns;
}

/* Once a second: the lease is renewed, and whether the place is still ours is asked. */
static void keep_place(struct reader *reader)
{
	uint64_t now = clock_now_ns(CLOCK_MONOTONIC);

	if (now < reader->renew_ns)
		return;
	reader->renew_ns = now + RENEW_INTERVAL_MS * CLOCK_NS_PER_MS;
	reader_renew_lease(reader);
	if (!slots_is_owner(&reader->slots, reader->slot, reader->maps.state_id))
		end_with(reader, READER_LOST);
}

static void check_limits(struct reader *reader)
{
	if (is_past(reader->limits->deadline_ns))
		end_with(reader, READER_DURATION);
	keep_place(reader);
}

/* After each record: while opens come at full rate there is always one more. */
static bool must_leave(struct reader *reader)
{
	bool looks_at_clock = reader->taken % CLOCK_CHECK_INTERVAL == 0;

	if (reader->drain_end_ns)
		return looks_at_clock && is_past(reader->drain_end_ns);
	if (*reader->limits->stop)
		end_with(reader, READER_STOPPED);
	else if (looks_at_clock)
		check_limits(reader);
	return reader->is_ended;
}

/* Whether to go on with the next one. */
static bool take_record(struct reader *reader, const void *record, size_t size)
{
	struct open_event event;

	reader->taken++;
	if (event_decode(record, size, &event))
		return true;
	switch (reader->sink->take(reader->sink->context, &event)) {
	case SINK_CLOSED:
		end_with(reader, READER_CLOSED);
		return false;
	case SINK_ENOUGH:
		reader->passed++;
		end_with(reader, READER_COUNT);
		return false;
	case SINK_MORE:
		break;
	}
	reader->passed++;
	return !must_leave(reader);
}

static void wait_for_something(const struct reader *reader, int timeout_ms)
{
	struct epoll_event ignored[3];

	epoll_wait(reader->epoll_fd, ignored, sizeof(ignored) / sizeof(ignored[0]),
		   timeout_ms);
}

static void look_around(struct reader *reader)
{
	if (*reader->limits->stop)
		end_with(reader, READER_STOPPED);
	check_limits(reader);
	probe_watch_look(&reader->watch);
	if (reader->watch.is_unloaded)
		end_with(reader, READER_UNLOADED);
}

static void read_ring(struct reader *reader)
{
	uint64_t before = reader->taken;
	const void *record;
	size_t size;

	while (ring_next(&reader->ring, &record, &size))
		if (!take_record(reader, record, size))
			break;
	ring_release(&reader->ring);
	if (reader->taken != before &&
	    reader->sink->idle(reader->sink->context) == SINK_CLOSED)
		end_with(reader, READER_CLOSED);
}

enum reader_end reader_run(struct reader *reader, const struct reader_limits *limits,
			   const struct reader_sink *sink)
{
	struct error ignored AUTO_ERROR = {0};
	int empty = 0;

	reader->limits = limits;
	reader->sink = sink;
	/* where that fails, a signal interrupts the sleep all the same */
	reader_watch(reader, limits->stop_fd, 0, &ignored);
	for (look_around(reader); !reader->is_ended; look_around(reader)) {
		int timeout_ms =
			empty < IDLE_AFTER_EMPTY ? FLOWING_TIMEOUT_MS : RENEW_INTERVAL_MS;
		uint64_t before = reader->taken;

		wait_for_something(reader,
				   clock_cap_timeout(timeout_ms, limits->deadline_ns));
		read_ring(reader);
		empty = reader->taken == before ? empty + 1 : 0;
	}
	return reader->end;
}

/* ---- letting go ---- */

static void give_place_back(struct reader *reader, struct pins *pins)
{
	struct error ignored AUTO_ERROR = {0};

	if (pins_lock_again(pins, &ignored)) {
		/* then the program only counts, and the next reader clears the place */
		__atomic_store_n(&reader->state->lease_end_ns, 0, __ATOMIC_RELAXED);
		return;
	}
	slots_release(&reader->slots, reader->slot, reader->maps.state_id);
	pins_unlock(pins);
}

/* Until the directory is gone: the links are closed by then, nothing more can come. */
static void read_to_the_end_of_the_probe(struct reader *reader)
{
	struct pollfd polled = {.fd = reader->watch.fd, .events = POLLIN};

	while (!reader->watch.is_removed && !is_past(reader->drain_end_ns)) {
		poll(&polled, 1, FLOWING_TIMEOUT_MS);
		probe_watch_look(&reader->watch);
		read_ring(reader);
	}
	read_ring(reader);
}

void reader_finish(struct reader *reader, struct pins *pins)
{
	if (!reader->is_ended)
		reader->end = READER_CLOSED;
	if (reader->end == READER_UNLOADED) {
		reader->drain_end_ns = clock_now_ns(CLOCK_MONOTONIC) + UNLOAD_WAIT_NS;
		read_to_the_end_of_the_probe(reader);
		return;
	}
	give_place_back(reader, pins);
	if (reader->end == READER_COUNT || reader->end == READER_CLOSED)
		return;
	reader->drain_end_ns = clock_now_ns(CLOCK_MONOTONIC) + DRAIN_NS;
	read_ring(reader);
}
