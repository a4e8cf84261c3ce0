// SPDX-License-Identifier: GPL-2.0-or-later
/* The probe `opens`: its routes, and loading it. */
#include "kern/opens.h"

#include <string.h>

#include "core/probe_name.h"
#include "kern/link.h"
#include "kern/object.h"
#include "kern/probe.h"
#include "kern/tracefs.h"

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
	EBPFCTL_ACTIVE_MAP, BPF_MAP_TYPE_ARRAY, sizeof(__u32), sizeof(__u32), 1,
};

#define READER_SLOTS(name)                                                      \
	{                                                                       \
		name, BPF_MAP_TYPE_ARRAY_OF_MAPS, sizeof(__u32), sizeof(__u32), \
			EBPFCTL_READERS_MAX                                     \
	}

const struct map_spec opens_rings_spec = READER_SLOTS(EBPFCTL_RINGS_MAP);
const struct map_spec opens_states_spec = READER_SLOTS(EBPFCTL_READER_STATE_MAP);
const struct map_spec opens_books_spec = READER_SLOTS(EBPFCTL_READER_BOOKS_MAP);

/* ---- routes ---- */

static int attach_tracepoint(int program_fd, const struct opens_hook *hook,
			     bool *ret_exists, int *ret_link, struct error *error)
{
	uint64_t id;

	if (tracefs_read_id(hook->category, hook->name, ret_exists, &id, error))
		return -1;
	if (*ret_exists && link_attach_tracepoint(program_fd, id, ret_link))
		return error_set_errno(error, errno, "cannot attach 'opens' to '%s'",
				       hook->name);
	return 0;
}

static const struct opens_route routes[] = {
	{
		.via = "tracepoint",
		.body = "body_tracepoint",
		.words = "sys_exit_open, _openat, _openat2, _creat",
		.attach = attach_tracepoint,
		.hooks =
			{
				{"stub_open", "syscalls", "sys_exit_open"},
				{"stub_openat", "syscalls", "sys_exit_openat"},
				{"stub_openat2", "syscalls", "sys_exit_openat2"},
				{"stub_creat", "syscalls", "sys_exit_creat"},
			},
	},
};

const struct opens_route *opens_find_route(const char *via)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (!strcmp(routes[i].via, via))
			return &routes[i];
	return NULL;
}

const struct opens_route *opens_choose_route(void)
{
	return &routes[0];
}

/* ---- loading ---- */

/* Some architectures have no open and no creat: neither the stub nor the hook is there.
 */
static int attach_hook(const struct bpf_object *object, const char *stage,
		       const struct opens_route *route, const struct opens_hook *hook,
		       size_t *attached, struct error *error)
{
	char *path AUTO_FREE = pins_path(stage, PINS_LINKS, hook->name);
	int program = object_program_fd(object, hook->stub);
	int link AUTO_CLOSE = -1;
	bool exists;

	if (program < 0)
		return 0;
	if (route->attach(program, hook, &exists, &link, error))
		return -1;
	if (!exists)
		return 0;
	(*attached)++;
	return pins_pin(link, path, error);
}

static int attach_route(const struct bpf_object *object, const char *stage,
			const struct opens_route *route, struct error *error)
{
	size_t attached = 0;

	for (size_t i = 0; i < OPENS_HOOKS_MAX && route->hooks[i].stub; i++)
		if (attach_hook(object, stage, route, &route->hooks[i], &attached, error))
			return -1;
	if (!attached)
		return error_set(
			error, ERROR_FAILED,
			"cannot load 'opens': this kernel has none of the tracepoints %s",
			route->words);
	return 0;
}

/* The body goes into its slot before any stub is attached: no call is missed. */
static int set_body(const struct bpf_object *object, const struct opens_route *route,
		    struct error *error)
{
	int body = object_program_fd(object, route->body);
	__u32 slot = 0;

	if (map_write(object_map_fd(object, EBPFCTL_BODIES_MAP), &slot, &body))
		return error_set_errno(error, errno,
				       "cannot load 'opens': cannot set '%s'",
				       route->body);
	return 0;
}

static int fill_stage(const char *stage, const struct opens_route *route,
		      struct error *error)
{
	struct bpf_object *object AUTO_OBJECT = NULL;

	if (object_open(EBPFCTL_OPENS_OBJECT, &object, error) ||
	    object_load(object, PROBE_OPENS, error) ||
	    object_pin_maps(object, stage, error) ||
	    object_pin_programs(object, stage, error) ||
	    probe_write_meta(stage, PROBE_OPENS, route->via, error) ||
	    set_body(object, route, error))
		return -1;
	return attach_route(object, stage, route, error);
}

static int create(struct pins *pins, const struct opens_route *route, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	char *stage AUTO_FREE = NULL;

	if (pins_make_stage(pins, &stage, error))
		return -1;
	if (!fill_stage(stage, route, error) &&
	    !pins_commit_stage(pins, stage, PROBE_OPENS, error))
		return 0;
	pins_remove_stage(stage, &ignored);
	return -1;
}

static void fill_result(struct load_result *result, enum load_outcome outcome,
			const struct opens_route *route)
{
	result->outcome = outcome;
	result->via = route->via;
	result->hooks = route->words;
}

static const struct opens_route *loaded_route(const struct meta *meta)
{
	const struct opens_route *route = opens_find_route(meta->via);

	return route ? route : opens_choose_route();
}

int opens_load(struct pins *pins, struct load_result *result, struct error *error)
{
	const struct opens_route *route = opens_choose_route();
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (!probe_open(pins, "load", PROBE_OPENS, &path, &meta, error)) {
		if (probe_check_build(&meta, PROBE_OPENS, error))
			return -1;
		fill_result(result, LOAD_ALREADY, loaded_route(&meta));
		return 0;
	}
	if (error->kind != ERROR_NOT_LOADED)
		return -1;
	error_clear(error);
	if (create(pins, route, error))
		return -1;
	fill_result(result, LOAD_LOADED, route);
	return 0;
}

void opens_preview(const struct pins *pins, struct load_result *result)
{
	struct error ignored AUTO_ERROR = {0};
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (probe_open(pins, "load", PROBE_OPENS, &path, &meta, &ignored))
		fill_result(result, LOAD_LOADED, opens_choose_route());
	else
		fill_result(result, LOAD_ALREADY, loaded_route(&meta));
}
