/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What commands have in common: which probes they are for, and names that are given. */
#ifndef CMD_PROBES_H
#define CMD_PROBES_H

#include <stdbool.h>

#include "base/error.h"
#include "core/probe_name.h"

#define PROBES_MAX 2

struct probe_choice {
	const char
		*names[PROBES_MAX + 1]; /* in the order of probe_names, NULL at the end */
	bool is_all;			/* none was named: all that fit */
	bool has_packets, has_opens;
};

/* The probes that OPERANDS name, or all of them. STEP is for the message ("load"). */
int probes_choose(const char *step, const char *const *operands,
		  struct probe_choice *ret_choice, struct error *error);

/* A name of 1 to 15 bytes that an interface can have. */
int probes_check_ifname(const char *name, struct error *error);

#endif
