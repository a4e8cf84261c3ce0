/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ebpfctl stats` was asked for. */
#ifndef CMD_STATS_OPTIONS_H
#define CMD_STATS_OPTIONS_H

#include <stdint.h>

#include "cmd/command.h"

enum stats_format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_PROMETHEUS,
};

struct stats_request {
	uint64_t top;		     /* 0: not given */
	uint64_t interval_ns, count; /* of --watch; 0: not given */
	enum stats_format format;
	bool is_json; /* -j */
	bool is_watch;
	/* of own probes */
	const char *map, *sort_field; /* NULL: all, as the kernel has them */
	bool is_per_cpu;
};

extern const struct option_row stats_options[];

/* Rows at most, of opens and of each map: --top, else what fits a terminal, else all. */
size_t stats_top(const struct stats_request *request);

/* Once all are parsed: what does not go together is ERROR_USAGE. */
int stats_request_complete(struct stats_request *request, struct error *error);

/* Whether it goes with the probes. */
int stats_request_check(const struct stats_request *request, bool has_built_in,
			bool has_own, struct error *error);

#endif
