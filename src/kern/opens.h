/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The probe `opens`: loading it, and what its maps must be. */
#ifndef KERN_OPENS_H
#define KERN_OPENS_H

#include "core/result.h"
#include "kern/map.h"
#include "kern/pins.h"
#include "kern/pins_group.h"
#include "kern/routes.h"

struct opens_wishes {
	const char *via;    /* a route; NULL for any */
	bool wants_latency; /* --latency */
	bool is_replace;    /* another build that is loaded is replaced */
	struct group_wish group;
	bool is_applied; /* of `apply` */
};

/*
 * What load would do, without doing it: which is the first route that fits can only be told
 * by trying. -1 where what is loaded does not fit. What cannot be seen counts as not there.
 */
int opens_preview(const struct pins *pins, const struct opens_wishes *wishes,
		  struct load_result *result, struct error *error);

/*
 * Loads by the route that is wished, or by the first one that attaches; the result's note
 * says why a better one did not. Loaded already by a route that fits is success. The lock
 * is held; RESULT is filled on success.
 */
int opens_load(struct pins *pins, const struct opens_wishes *wishes,
	       struct load_result *result, struct error *error);

/* The same by ROUTE alone, where it is not loaded; the error as the kernel gave it. */
int opens_load_by(struct pins *pins, const struct route *route, struct error *error);

/* Whether the probe in DIRECTORY was loaded with --latency. */
bool opens_has_latency(const char *directory);

extern const struct map_spec opens_comms_spec, opens_others_spec, opens_active_spec,
	opens_latency_spec, opens_rings_spec, opens_states_spec, opens_books_spec;

#endif
