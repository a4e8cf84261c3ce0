/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One running `ebpfctl events`: claiming a place with a ring of its own, reading the
 * ring, letting go. After reader_claim() no right is needed any more.
 */
#ifndef KERN_READER_H
#define KERN_READER_H

#include <signal.h>
#include <stdint.h>

#include "core/event.h"
#include "kern/pins.h"

struct reader; /* the caller releases it: reader_free(), which takes NULL */

enum reader_end {
	READER_STOPPED,	 /* *stop was set */
	READER_DURATION, /* the deadline came */
	READER_COUNT,	 /* the sink has had enough */
	READER_CLOSED,	 /* the sink cannot take more */
	READER_UNLOADED, /* the probe was unloaded; what was in the ring has been read */
	READER_LOST,	 /* the place went to another reader: the lease was over */
};

/* As in the summary: "signal", "duration", "count", "closed", "unloaded", "lost". */
const char *reader_end_name(enum reader_end end);

enum reader_sink_result {
	SINK_MORE,
	SINK_ENOUGH, /* this event was taken, and it was the last */
	SINK_CLOSED, /* this event could not be taken */
};

/* Where events go. */
struct reader_sink {
	enum reader_sink_result (*take)(void *context, const struct open_event *event);
	/* nothing more to read for now: time to flush; never SINK_ENOUGH */
	enum reader_sink_result (*idle)(void *context);
	void *context;
};

struct reader_limits {
	const volatile sig_atomic_t *stop; /* set by a signal handler */
	int stop_fd;			   /* readable from then on */
	uint64_t deadline_ns;		   /* CLOCK_MONOTONIC; 0 for none */
};

/* What a reader wants. */
struct reader_wishes {
	struct ebpfctl_filter filter;
	uint32_t ring_bytes; /* a power of two */
	bool needs_btf;	     /* a filter for ancestors */
	bool wants_dir;	     /* the directory of relative paths: costs a walk up the tree
			 */
};

/* Whether the numbers of processes here are those of the initial pid namespace. */
bool reader_is_in_initial_pidns(void);

/* Under the lock, which it takes: a free place with a filter and a ring. */
int reader_claim(struct pins *pins, const struct reader_wishes *wishes,
		 struct reader **ret_reader, struct error *error);

/*
 * Hands events to the sink until one of the ends comes, and says which. Then the caller
 * gives the place back with reader_finish().
 */
enum reader_end reader_run(struct reader *reader, const struct reader_limits *limits,
			   const struct reader_sink *sink);

/*
 * Gives the place back, if it is still ours, and hands what is left in the ring to the
 * sink, for at most 80 ms (after an unload, until the probe's directory is gone). Nothing
 * is handed on after READER_COUNT and READER_CLOSED.
 */
void reader_finish(struct reader *reader, struct pins *pins);

/* The sums; -1 with errno where the kernel does not tell without rights (before 5.19). */
int reader_read_books(const struct reader *reader, struct reader_books *ret_books);

/* The route that the events come by; valid as long as the reader. */
const char *reader_via(const struct reader *reader);

/* Events that were handed to the sink. */
uint64_t reader_passed(const struct reader *reader);

void reader_free(struct reader **reader);

#define AUTO_READER CLEANUP(reader_free)

#endif
