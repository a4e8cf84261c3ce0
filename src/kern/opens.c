// SPDX-License-Identifier: GPL-2.0-or-later
/* The probe `opens`: loading it by one of its routes. */
#include "kern/opens.h"

#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "core/probe_name.h"
#include "kern/object.h"
#include "kern/opens_internal.h"
#include "kern/probe.h"
#include "kern/running.h"

const struct map_spec opens_comms_spec = {
	EBPFCTL_COMMS_MAP,	     BPF_MAP_TYPE_PERCPU_HASH,
	sizeof(struct ebpfctl_comm), sizeof(struct ebpfctl_open_counts),
	EBPFCTL_COMMS_MAX,
};

const struct map_spec opens_others_spec = {
	EBPFCTL_OTHERS_MAP,
	BPF_MAP_TYPE_PERCPU_ARRAY,
	sizeof(__u32),
	sizeof(struct ebpfctl_open_counts),
	1,
};

const struct map_spec opens_active_spec = {
	EBPFCTL_ACTIVE_MAP,
	BPF_MAP_TYPE_ARRAY,
	sizeof(__u32),
	sizeof(struct ebpfctl_active),
	1,
};

#define READER_SLOTS(name)                                                      \
	{                                                                       \
		name, BPF_MAP_TYPE_ARRAY_OF_MAPS, sizeof(__u32), sizeof(__u32), \
			EBPFCTL_READERS_MAX                                     \
	}

const struct map_spec opens_rings_spec = READER_SLOTS(EBPFCTL_RINGS_MAP);
const struct map_spec opens_states_spec = READER_SLOTS(EBPFCTL_READER_STATE_MAP);
const struct map_spec opens_books_spec = READER_SLOTS(EBPFCTL_READER_BOOKS_MAP);

#define KERNEL_BTF "/sys/kernel/btf/vmlinux"

/* ---- loading by one route ---- */

static int attach_hook(const struct bpf_object *object, const char *stage,
		       const struct route_hook *hook, size_t *attached,
		       struct error *error)
{
	char *path AUTO_FREE = pins_path(stage, PINS_LINKS, hook->pin);
	int program = object_program_fd(object, hook->stub);
	int link AUTO_CLOSE = -1;

	/* some architectures have no open and no creat: no stub, no tracepoint */
	if (program < 0)
		return 0;
	if (hook->attach(program, hook, &link, error))
		return -1;
	if (link < 0)
		return 0;
	(*attached)++;
	return pins_pin(link, path, error);
}

static int attach_route(const struct bpf_object *object, const char *stage,
			const struct route *route, bool has_latency, struct error *error)
{
	size_t attached = 0, timers = 0;

	for (size_t i = 0; i < ROUTE_HOOKS_MAX && route->hooks[i].stub; i++)
		if (attach_hook(object, stage, &route->hooks[i], &attached, error))
			return -1;
	for (size_t i = 0; has_latency && i < ROUTE_HOOKS_MAX && route->timers[i].stub;
	     i++)
		if (attach_hook(object, stage, &route->timers[i], &timers, error))
			return -1;
	if (attached)
		return 0;
	error_set(error, ERROR_FAILED,
		  "cannot attach 'opens' via %s: this kernel has no %s", route->via,
		  route->words);
	error->number = ENOENT;
	return -1;
}

void opens_choose_parts(struct bpf_object *object, const struct route *route,
			bool (*needs_program)(const struct route *route,
					      const char *program))
{
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(
			program, needs_program(route, bpf_program__name(program)));
	bpf_object__for_each_map(map, object)
		bpf_map__set_autocreate(map, route_needs_map(route, bpf_map__name(map)));
}

static int fill_stage(const char *stage, const struct route *route,
		      const char *object_name, const struct opens_wishes *wishes,
		      struct error *error)
{
	struct bpf_object *object AUTO_OBJECT = NULL;
	bool has_latency = wishes->wants_latency;

	if (object_open(object_name, &object, error))
		return -1;
	opens_choose_parts(object, route, route_needs_program);
	if (opens_choose_latency(object, has_latency, error))
		return -1;
	if (has_latency)
		opens_choose_timers(object, route);
	if (object_load(object, PROBE_OPENS, error) ||
	    object_pin_maps(object, stage, error) ||
	    object_pin_programs(object, stage, error) ||
	    probe_write_meta(stage, PROBE_OPENS, route->via, wishes->is_applied, NULL,
			     error) ||
	    /* before any stub is attached: no call is missed */
	    running_become(stage, error) ||
	    (has_latency && opens_make_others(object, error)))
		return -1;
	return attach_route(object, stage, route, has_latency, error);
}

static int load_object(struct pins *pins, const struct route *route,
		       const char *object_name, void *context, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	const struct opens_wishes *wishes = context;
	char *stage AUTO_FREE = NULL;

	if (pins_make_stage(pins, &stage, error))
		return -1;
	if (!fill_stage(stage, route, object_name, wishes, error) &&
	    !pins_grant(pins, stage, wishes->group.gid, error) &&
	    !pins_commit_stage(pins, stage, PROBE_OPENS, error))
		return 0;
	pins_remove_stage(pins, stage, &ignored);
	return -1;
}

int opens_with_best_object(struct pins *pins, const struct route *route,
			   opens_object_function *function, void *context,
			   struct error *error)
{
	if (!access(KERNEL_BTF, R_OK)) {
		if (!function(pins, route, EBPFCTL_OPENS_BTF_OBJECT, context, error))
			return 0;
		if (!error->detail)
			return -1;
		error_clear(error);
	}
	return function(pins, route, EBPFCTL_OPENS_OBJECT, context, error);
}

static int load_by(struct pins *pins, const struct route *route,
		   const struct opens_wishes *wishes, struct error *error)
{
	struct opens_wishes own = *wishes;

	return opens_with_best_object(pins, route, load_object, &own, error);
}

int opens_load_by(struct pins *pins, const struct route *route, struct error *error)
{
	const struct opens_wishes none = {0};

	return load_by(pins, route, &none, error);
}

/* ---- choosing a route ---- */

static void fill_result(struct load_result *result, enum load_outcome outcome,
			const struct route *route)
{
	result->outcome = outcome;
	result->via = route ? route->via : NULL;
	result->hooks = route ? route->words : NULL;
}

static void add_refusal(struct strbuf *refusals, const struct route *route,
			const char *reason)
{
	strbuf_add_format(refusals, "%s%s: %s", refusals->length ? "; " : "", route->via,
			  reason);
}

static int load_by_any(struct pins *pins, const struct opens_wishes *wishes,
		       struct load_result *result, struct error *error)
{
	struct strbuf refusals AUTO_STRBUF = {0};
	char *remedy AUTO_FREE = NULL; /* of the last one */

	for (size_t i = 0; i < route_count; i++) {
		const char *objection =
			routes[i].objection ? routes[i].objection() : NULL;
		const char *words;

		if (!objection && !load_by(pins, &routes[i], wishes, error)) {
			fill_result(result, LOAD_LOADED, &routes[i]);
			result->note = refusals.text;
			refusals.text = NULL;
			return 0;
		}
		add_refusal(&refusals, &routes[i],
			    objection ? objection : route_refusal(&routes[i], error));
		words = objection ? NULL : route_remedy(&routes[i], error);
		free(remedy);
		remedy = words ? memory_copy_string(words) : NULL;
		error_clear(error);
	}
	error_set(error, ERROR_FAILED, "cannot load 'opens': %s", strbuf_text(&refusals));
	if (remedy)
		error_hint(error, "%s", remedy);
	return -1;
}

static int load_by_name(struct pins *pins, const struct opens_wishes *wishes,
			struct load_result *result, struct error *error)
{
	const char *via = wishes->via;
	const struct route *route = route_find(via);
	struct error reason AUTO_ERROR = {0};
	const char *remedy;

	if (!load_by(pins, route, wishes, &reason)) {
		fill_result(result, LOAD_LOADED, route);
		return 0;
	}
	error_set(error, ERROR_FAILED, "cannot load 'opens' via %s: %s", via,
		  route_refusal(route, &reason));
	remedy = route_remedy(route, &reason);
	error_hint(error, "%s",
		   remedy ? remedy :
			    "ebpfctl load opens takes the first route that attaches");
	if (reason.detail)
		error_detail(error, reason.detail);
	return -1;
}

/* Another route would be a second program beside the first: events twice, or lost. */
static int check_via(const struct meta *meta, const char *via, struct error *error)
{
	if (!via || !strcmp(via, meta->via))
		return 0;
	error_set(error, ERROR_FAILED,
		  "cannot load 'opens': it is loaded via %s, not via %s", meta->via, via);
	error_hint(error, "ebpfctl unload opens, then load it again");
	return -1;
}

/* Whether what is loaded fits: then what would become of it. */
static int judge_loaded(const char *directory, const struct meta *meta,
			const struct opens_wishes *wishes, struct load_result *result,
			struct error *error)
{
	bool is_for_group = pins_is_for_group(directory, &wishes->group);
	bool is_replaced = wishes->is_replace &&
			   (!is_for_group || !probe_is_this_build(meta, PROBE_OPENS) ||
			    (wishes->is_applied && !meta->is_applied));

	if (check_via(meta, wishes->via, error) ||
	    opens_check_latency(directory, wishes->wants_latency, error) ||
	    (!is_replaced && probe_check_build(meta, PROBE_OPENS, error)))
		return -1;
	if (!is_replaced && !is_for_group)
		return pins_refuse_group(directory, PROBE_OPENS, &wishes->group, error);
	fill_result(result, is_replaced ? LOAD_REPLACED : LOAD_ALREADY,
		    route_find(meta->via));
	return 0;
}

static int load_over(struct pins *pins, const char *directory, const struct meta *meta,
		     const struct opens_wishes *wishes, struct load_result *result,
		     struct error *error)
{
	if (judge_loaded(directory, meta, wishes, result, error))
		return -1;
	return result->outcome == LOAD_REPLACED ?
		       opens_replace(pins, directory, meta, wishes, result, error) :
		       0;
}

int opens_load(struct pins *pins, const struct opens_wishes *wishes,
	       struct load_result *result, struct error *error)
{
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (!probe_open(pins, "load", PROBE_OPENS, &path, &meta, error))
		return load_over(pins, path, &meta, wishes, result, error);
	if (error->kind != ERROR_NOT_LOADED)
		return -1;
	error_clear(error);
	return wishes->via ? load_by_name(pins, wishes, result, error) :
			     load_by_any(pins, wishes, result, error);
}

int opens_preview(const struct pins *pins, const struct opens_wishes *wishes,
		  struct load_result *result, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (!probe_open(pins, "load", PROBE_OPENS, &path, &meta, &ignored))
		return judge_loaded(path, &meta, wishes, result, error);
	fill_result(result, LOAD_LOADED, wishes->via ? route_find(wishes->via) : NULL);
	return 0;
}
