/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reader.c and reader_run.c share; for no one else. */
#ifndef KERN_READER_INTERNAL_H
#define KERN_READER_INTERNAL_H

#include <bpf/libbpf.h>

#include "kern/reader.h"
#include "kern/slots.h"

struct reader {
	struct slots slots;
	struct slot_maps maps;
	struct ebpfctl_reader_state *state; /* mapped */
	struct ring_buffer *ring;
	char via[EBPFCTL_VIA_LEN + 1];
	int inotify_fd;
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

/* The callback of libbpf's ring buffer; CONTEXT is the reader. */
int reader_take_record(void *context, void *record, size_t size);

#endif
