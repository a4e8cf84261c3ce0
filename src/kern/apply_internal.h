/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of apply share; for no one else. */
#ifndef KERN_APPLY_INTERNAL_H
#define KERN_APPLY_INTERNAL_H

#include "core/meta.h"
#include "kern/apply.h"
#include "kern/pins_group.h"

struct applying {
	struct pins *pins;
	const struct wanted *wanted;
	const char *only; /* this interface alone; NULL for all of it */
	struct change_report *report;
};

/* A probe as it was found. */
struct apply_state {
	char *path; /* NULL: it is not loaded; owned */
	struct meta meta;
	bool is_other_abi; /* this build cannot read it */
};

/* -1 where it cannot be told. */
int apply_find(const struct applying *applying, const char *probe,
	       struct apply_state *ret_state, struct error *error);
void apply_state_release(struct apply_state *state);

#define AUTO_APPLY_STATE CLEANUP(apply_state_release)

/* As files say it: without a group it is for root alone. */
struct group_wish apply_group(const struct wanted_value *group);

/*
 * Why the loaded probe is replaced, by what can be told of any: its build, its group, who loaded
 * it. NULL for no reason; owned by the caller.
 */
char *apply_replace_reason(const struct apply_state *state, const char *probe,
			   const struct group_wish *group);

/* The same for the packets of IS_WANTED interfaces, and of all others. */
int apply_packets(const struct applying *applying, struct error *error);

#endif
