/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What record_reader.c and record_reader_run.c share; for no one else. */
#ifndef KERN_RECORD_READER_INTERNAL_H
#define KERN_RECORD_READER_INTERNAL_H

#include <bpf/libbpf.h>

#include "kern/probe_watch.h"
#include "kern/record_reader.h"
#include "kern/record_types.h"
#include "kern/ring.h"

#define STREAMS_MAX 64

/* One map. */
struct stream {
	struct record_reader *events;
	char *name;
	const struct type *type; /* by the map's definition; NULL for none */
	int fd;
	struct ring ring;	    /* of a ring buffer */
	struct perf_buffer *buffer; /* of a perf event array; NULL of a ring buffer */
};

struct record_reader {
	struct stream streams[STREAMS_MAX];
	size_t count;
	struct record_types types;
	struct probe_watch watch;
	char *probe;
	int lock_fd, epoll_fd;
	bool has_perf;
	uint64_t lost;
	/* owned: a record with zeros behind it, where its type is longer */
	unsigned char *filled;
	size_t filled_size;
	/* while running */
	const struct record_sink *sink;
	const struct reader_limits *limits;
	enum reader_end end;
	bool is_ended;
	uint64_t taken;
	uint64_t drain_end_ns; /* 0 unless what is left is being drained */
};

/* Adds FD to what ends a sleep. */
int record_reader_watch(struct record_reader *events, int fd, struct error *error);

/* What a perf buffer hands out, to the struct stream that CONTEXT is. */
enum bpf_perf_event_ret record_reader_take_perf(void *context, int cpu,
						struct perf_event_header *header);

#endif
