/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reader.c and reader_run.c share; for no one else. */
#ifndef KERN_READER_INTERNAL_H
#define KERN_READER_INTERNAL_H

#include "kern/probe_watch.h"
#include "kern/reader.h"
#include "kern/ring.h"
#include "kern/slots.h"

struct reader {
	struct slots slots;
	struct slot_maps maps;
	struct ebpfctl_reader_state *state; /* mapped */
	struct ring ring;
	char via[EBPFCTL_VIA_LEN + 1];
	struct probe_watch watch;
	int epoll_fd; /* the ring, the watch, and while it runs limits->stop_fd */
	uint32_t slot;
	/* while running */
	const struct reader_limits *limits;
	const struct reader_sink *sink;
	uint64_t renew_ns;     /* when the lease is due */
	uint64_t drain_end_ns; /* 0 unless what is left is being drained */
	uint64_t taken;	       /* out of the ring */
	uint64_t passed;       /* to the sink */
	enum reader_end end;
	bool is_ended;
};

/* From now on for three seconds the program hands on to this reader. A plain store. */
void reader_renew_lease(struct reader *reader);

/* Adds FD to what ends a sleep; EDGE is 0, or EPOLLET for one end for each wake-up. */
int reader_watch(struct reader *reader, int fd, uint32_t edge, struct error *error);

#endif
