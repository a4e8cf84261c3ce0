/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What commands have in common: which probes they are for, and names that are given. */
#ifndef CMD_PROBES_H
#define CMD_PROBES_H

#include <stdbool.h>

#include "base/error.h"
#include "core/probe_name.h"

struct probe_choice {
	/* the built-in ones in the order of probe_names, then others in the order given, each
	 * once; NULL at the end. The array is owned: AUTO_PROBE_CHOICE; the names are not. */
	const char **names;
	bool is_all; /* none was named: the built-in ones */
	bool has_packets, has_opens;
};

/* The probes that OPERANDS name, or the built-in ones. STEP is for the message ("read"). */
int probes_choose(const char *step, const char *const *operands,
		  struct probe_choice *ret_choice, struct error *error);
void probe_choice_release(struct probe_choice *choice);

#define AUTO_PROBE_CHOICE CLEANUP(probe_choice_release)

/* A name of 1 to 15 bytes that an interface can have. */
int probes_check_ifname(const char *name, struct error *error);

#endif
