/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The probe `opens`: routes, loading, and what its maps must be. */
#ifndef KERN_OPENS_H
#define KERN_OPENS_H

#include "core/result.h"
#include "kern/map.h"
#include "kern/pins.h"

/* One hook of a route: a stub program and where it is attached. */
struct opens_hook {
	const char *stub;
	const char *category; /* of the tracepoint */
	const char *name;
};

#define OPENS_HOOKS_MAX 4

/*
 * One way to see file opens. A route is one row: its hooks, the program that all its
 * stubs tail-call, and how a stub is attached.
 */
struct opens_route {
	const char *via;
	const char *body;
	const char *words; /* "sys_exit_open, ...": where it hooks, for people */
	int (*attach)(int program_fd, const struct opens_hook *hook, bool *ret_exists,
		      int *ret_link, struct error *error);
	struct opens_hook hooks[OPENS_HOOKS_MAX];
};

/* The route called VIA, or NULL. */
const struct opens_route *opens_find_route(const char *via);

/* The route that load takes. */
const struct opens_route *opens_choose_route(void);

/* What load would do. */
void opens_preview(const struct pins *pins, struct load_result *result);

/* The lock is held; RESULT is filled on success. */
int opens_load(struct pins *pins, struct load_result *result, struct error *error);

extern const struct map_spec opens_comms_spec, opens_others_spec, opens_active_spec,
	opens_rings_spec, opens_states_spec, opens_books_spec;

#endif
