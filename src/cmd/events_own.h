/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `ebpfctl events` of an own probe. */
#ifndef CMD_EVENTS_OWN_H
#define CMD_EVENTS_OWN_H

#include "cmd/events_options.h"

enum outcome events_own(const struct globals *globals, struct events_request *request,
			const char *probe, struct error *error);

#endif
