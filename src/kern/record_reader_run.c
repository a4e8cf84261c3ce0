// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the records of own probes: the loop, and how it ends. */
#include <linux/perf_event.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/memory.h"
#include "kern/record_reader_internal.h"

#define TIMEOUT_MS 100 /* as not every program wakes its reader */
#define DRAIN_NS (80 * CLOCK_NS_PER_MS)
#define CLOCK_CHECK_INTERVAL 64 /* records between two looks at the clock */

static void end_with(struct record_reader *events, enum reader_end end)
{
	if (!events->is_ended && !events->drain_end_ns)
		events->end = end;
	events->is_ended = true;
}

static bool is_past(uint64_t end_ns)
{
	return end_ns && clock_now_ns(CLOCK_MONOTONIC) >= end_ns;
}

/* After each record: there may always be one more. */
static void look_at_limits(struct record_reader *events)
{
	bool looks_at_clock = events->taken % CLOCK_CHECK_INTERVAL == 0;

	if (events->drain_end_ns) {
		if (looks_at_clock && is_past(events->drain_end_ns))
			events->is_ended = true;
		return;
	}
	if (*events->limits->stop)
		end_with(events, READER_STOPPED);
	else if (looks_at_clock && is_past(events->limits->deadline_ns))
		end_with(events, READER_DURATION);
}

/* BYTES, or a copy with zeros up to WANTED. */
static const void *fill(struct record_reader *events, const void *bytes, size_t size,
			size_t wanted)
{
	if (wanted <= size)
		return bytes;
	if (events->filled_size < wanted) {
		events->filled = memory_resize(events->filled, wanted, 1);
		events->filled_size = wanted;
	}
	memcpy(events->filled, bytes, size);
	memset(events->filled + size, 0, wanted - size);
	return events->filled;
}

static void take(struct stream *stream, const void *bytes, size_t size)
{
	struct record_reader *events = stream->events;
	const struct type *type =
		record_types_find(&events->types, stream->type, size, stream->buffer);
	const struct own_record record = {
		.map = stream->name,
		.type = type,
		.bytes = fill(events, bytes, size, type ? type->size : 0),
		.size = size,
	};

	if (events->is_ended)
		return;
	events->taken++;
	switch (events->sink->take(events->sink->context, &record)) {
	case SINK_CLOSED:
		end_with(events, READER_CLOSED);
		break;
	case SINK_ENOUGH:
		end_with(events, READER_COUNT);
		break;
	case SINK_MORE:
		look_at_limits(events);
	}
}

/* What the kernel puts into a perf buffer (perf_event_open(2)). */
struct perf_sample {
	struct perf_event_header header;
	uint32_t size;
	char bytes[];
};

struct perf_lost {
	struct perf_event_header header;
	uint64_t id, lost;
};

enum bpf_perf_event_ret record_reader_take_perf(void *context, int cpu,
						struct perf_event_header *header)
{
	struct stream *stream = context;
	const struct perf_sample *sample = (const void *)header;
	const struct perf_lost *lost = (const void *)header;

	(void)cpu;
	if (header->type == PERF_RECORD_SAMPLE)
		take(stream, sample->bytes, sample->size);
	else if (header->type == PERF_RECORD_LOST)
		stream->events->lost += lost->lost;
	return stream->events->is_ended ? LIBBPF_PERF_EVENT_DONE : LIBBPF_PERF_EVENT_CONT;
}

static void read_ring(struct stream *stream)
{
	const void *bytes;
	size_t size;

	while (!stream->events->is_ended && ring_next(&stream->ring, &bytes, &size))
		take(stream, bytes, size);
	ring_release(&stream->ring);
}

static void read_all(struct record_reader *events)
{
	uint64_t before = events->taken;

	for (size_t i = 0; i < events->count; i++) {
		if (events->streams[i].buffer)
			perf_buffer__consume(events->streams[i].buffer);
		else
			read_ring(&events->streams[i]);
	}
	if (events->taken != before &&
	    events->sink->idle(events->sink->context) == SINK_CLOSED)
		end_with(events, READER_CLOSED);
}

static void look_around(struct record_reader *events)
{
	if (*events->limits->stop)
		end_with(events, READER_STOPPED);
	if (is_past(events->limits->deadline_ns))
		end_with(events, READER_DURATION);
	probe_watch_look(&events->watch);
	if (events->watch.is_unloaded)
		end_with(events, READER_UNLOADED);
}

static void wait_for_something(const struct record_reader *events)
{
	struct epoll_event ignored[4];

	epoll_wait(events->epoll_fd, ignored, sizeof(ignored) / sizeof(ignored[0]),
		   clock_cap_timeout(TIMEOUT_MS, events->limits->deadline_ns));
}

/* What was sent before the end: after an unload until its links are gone. */
static void drain(struct record_reader *events)
{
	if (events->end == READER_COUNT || events->end == READER_CLOSED)
		return;
	events->drain_end_ns = clock_now_ns(CLOCK_MONOTONIC) + DRAIN_NS;
	events->is_ended = false;
	while (events->end == READER_UNLOADED && !events->watch.is_removed &&
	       !is_past(events->drain_end_ns)) {
		wait_for_something(events);
		probe_watch_look(&events->watch);
		read_all(events);
	}
	read_all(events);
}

enum reader_end record_reader_run(struct record_reader *events,
				  const struct reader_limits *limits,
				  const struct record_sink *sink)
{
	struct error ignored AUTO_ERROR = {0};

	events->limits = limits;
	events->sink = sink;
	/* where that fails, a signal interrupts the sleep all the same */
	record_reader_watch(events, limits->stop_fd, &ignored);
	for (look_around(events); !events->is_ended; look_around(events)) {
		wait_for_something(events);
		read_all(events);
	}
	drain(events);
	return events->end;
}

bool record_reader_is_replaced(const struct record_reader *events)
{
	return events->watch.is_replaced;
}

bool record_reader_lost(const struct record_reader *events, uint64_t *ret_lost)
{
	*ret_lost = events->lost;
	return events->has_perf;
}
