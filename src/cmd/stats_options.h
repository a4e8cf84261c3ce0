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
};

extern const struct option_row stats_options[];

/* Once all are parsed: what does not go together is ERROR_USAGE. */
int stats_request_complete(struct stats_request *request, struct error *error);

#endif
