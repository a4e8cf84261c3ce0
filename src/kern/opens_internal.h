/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of `opens` share; for no one else. */
#ifndef KERN_OPENS_INTERNAL_H
#define KERN_OPENS_INTERNAL_H

#include "core/meta.h"
#include "kern/object.h"
#include "kern/opens.h"

/* Of OBJECT the maps that ROUTE needs, and the programs that NEEDS_PROGRAM says. */
void opens_choose_parts(struct bpf_object *object, const struct route *route,
			bool (*needs_program)(const struct route *route,
					      const char *program));

/* With HAS_LATENCY the programs of OBJECT take the time of calls, and it has the maps for it. */
int opens_choose_latency(struct bpf_object *object, bool has_latency,
			 struct error *error);

/* And the programs at the beginning of the calls, which ROUTE has for it. */
void opens_choose_timers(struct bpf_object *object, const struct route *route);

/* The entry of the loaded map under which is counted what finds no room there. */
int opens_make_others(const struct bpf_object *object, struct error *error);

/* -1 where it IS_WANTED and the probe in DIRECTORY was loaded without it. */
int opens_check_latency(const char *directory, bool is_wanted, struct error *error);

typedef int opens_object_function(struct pins *pins, const struct route *route,
				  const char *object_name, void *context,
				  struct error *error);

/*
 * FUNCTION with the object that makes use of BTF, where the kernel has that; with the
 * other one where it has none, or where the verifier does not like the first.
 */
int opens_with_best_object(struct pins *pins, const struct route *route,
			   opens_object_function *function, void *context,
			   struct error *error);

/*
 * Puts the bodies of this build behind the stubs of the loaded probe in DIRECTORY, with
 * META, by the same route, with WISHES. Counters and readers go on; RESULT's note names the
 * maps that could not be kept. On failure the probe is as it was.
 */
int opens_replace(struct pins *pins, const char *directory, const struct meta *meta,
		  const struct opens_wishes *wishes, struct load_result *result,
		  struct error *error);

#endif
