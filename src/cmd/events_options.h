/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of `ebpfctl events`. */
#ifndef CMD_EVENTS_OPTIONS_H
#define CMD_EVENTS_OPTIONS_H

#include "cmd/command.h"
#include "out/writer.h"

struct events_request {
	struct ebpfctl_filter filter;
	struct event_format format;
	uint64_t duration_ns; /* 0: until a signal */
	uint64_t count;	      /* 0: no limit */
	uint64_t ring_bytes;  /* 0: the default */
	bool is_failed_only;
	bool is_json;
};

extern const struct option_row events_options[];

#endif
