/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `ebpfctl stats --watch` of own probes. */
#ifndef CMD_STATS_OWN_WATCH_H
#define CMD_STATS_OWN_WATCH_H

#include "cmd/stats_own.h"

struct own_watch {
	const struct stats_request *request;
	struct own_probes *probes; /* their watches have begun */
	int stop_fd;
	bool draws_screen;
};

/* Until a signal, the last interval, or an unload, which is ERROR_NOT_LOADED. */
int stats_own_watch_run(const struct own_watch *watch, struct error *error);

#endif
