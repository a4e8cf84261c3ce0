// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Replacing `opens` by another build of it. What is attached stays: stubs, which only
 * tail-call a slot of `bodies`. The new build's bodies use the maps of the old one.
 */
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "core/probe_name.h"
#include "kern/opens_internal.h"
#include "kern/probe.h"

/* What the stubs, readers and calls in flight have in their hands. */
static const char *const required[] = {
	EBPFCTL_BODIES_MAP,	  EBPFCTL_ACTIVE_MAP,
	EBPFCTL_RINGS_MAP,	  EBPFCTL_READER_STATE_MAP,
	EBPFCTL_READER_BOOKS_MAP, EBPFCTL_PENDING_MAP,
	EBPFCTL_STARTED_MAP,	  NULL,
};

struct replacement {
	const char *directory; /* of the loaded probe */
	const struct meta *meta;
	uint32_t gid; /* of the group that may read it */
	bool is_applied;
	struct strbuf anew; /* names of maps */
};

static int copy_hooks(const struct replacement *replacement, const char *stage,
		      const struct route_hook *hooks, struct error *error)
{
	const char *from = replacement->directory;

	for (size_t i = 0; i < ROUTE_HOOKS_MAX && hooks[i].stub; i++)
		if (pins_copy(from, stage, PINS_PROGRAMS, hooks[i].stub, error) ||
		    pins_copy(from, stage, PINS_LINKS, hooks[i].pin, error))
			return -1;
	return 0;
}

static int fill_stage(struct replacement *replacement, const char *stage,
		      const struct route *route, const char *object_name,
		      struct error *error)
{
	struct bpf_object *object AUTO_OBJECT = NULL;
	bool has_latency = opens_has_latency(replacement->directory);

	if (object_open(object_name, &object, error))
		return -1;
	opens_choose_parts(object, route, route_has_body);
	if (opens_choose_latency(object, has_latency, error) ||
	    object_reuse_pinned(object, replacement->directory, required,
				&replacement->anew, error) ||
	    object_load(object, PROBE_OPENS, error) ||
	    object_pin_maps(object, stage, error) ||
	    object_pin_programs(object, stage, error) ||
	    probe_write_meta(stage, PROBE_OPENS, route->via, replacement->is_applied,
			     replacement->anew.length ? NULL : replacement->meta, error))
		return -1;
	if (copy_hooks(replacement, stage, route->hooks, error))
		return -1;
	return has_latency ? copy_hooks(replacement, stage, route->timers, error) : 0;
}

static int replace_by_object(struct pins *pins, const struct route *route,
			     const char *object_name, void *context, struct error *error)
{
	struct replacement *replacement = context;
	struct error ignored AUTO_ERROR = {0};
	char *stage AUTO_FREE = NULL;

	strbuf_release(&replacement->anew);
	if (pins_make_stage(pins, &stage, error))
		return -1;
	if (!fill_stage(replacement, stage, route, object_name, error) &&
	    !pins_grant(pins, stage, replacement->gid, error))
		return probe_replace(pins, stage, PROBE_OPENS, error);
	pins_remove_stage(pins, stage, &ignored);
	return -1;
}

/* Its readers may filter by what only the object with BTF knows. */
static bool is_with_btf(const char *directory)
{
	return pins_has(directory, PINS_MAPS, EBPFCTL_DIR_SCRATCH_MAP);
}

int opens_replace(struct pins *pins, const char *directory, const struct meta *meta,
		  const struct opens_wishes *wishes, struct load_result *result,
		  struct error *error)
{
	const struct route *route = route_find(meta->via);
	struct replacement replacement = {
		.directory = directory,
		.meta = meta,
		.gid = wishes->group.is_given ? wishes->group.gid :
						pins_group_of(directory),
		.is_applied = wishes->is_applied || meta->is_applied,
	};
	int failed;

	if (!route)
		return error_set(error, ERROR_FAILED,
				 "cannot replace 'opens': its route '%s' is unknown",
				 meta->via);
	failed = is_with_btf(directory) ?
			 replace_by_object(pins, route, EBPFCTL_OPENS_BTF_OBJECT,
					   &replacement, error) :
			 opens_with_best_object(pins, route, replace_by_object,
						&replacement, error);
	if (!failed && replacement.anew.length)
		result->note = memory_format("began anew: %s", replacement.anew.text);
	strbuf_release(&replacement.anew);
	return failed ? probe_cannot_replace(PROBE_OPENS, error) : 0;
}
