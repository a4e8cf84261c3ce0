// SPDX-License-Identifier: GPL-2.0-or-later
/* What runs, and making it what is pinned. */
#include "kern/running.h"

#include <string.h>

#include "base/memory.h"
#include "kern/link.h"
#include "kern/map.h"
#include "kern/probe.h"
#include "kern/routes.h"
#include "kern/tc.h"

static const struct map_spec bodies_spec = {
	EBPFCTL_BODIES_MAP, BPF_MAP_TYPE_PROG_ARRAY, sizeof(__u32),
	sizeof(__u32),	    EBPFCTL_BODIES_MAX,
};

/* *ret_fd is -1 where nothing is pinned at PATH. */
static int open_if_there(const char *path, int *ret_fd, struct error *error)
{
	*ret_fd = -1;
	if (!handle_open(path, HANDLE_PROGRAM, HANDLE_READ, ret_fd, error))
		return 0;
	if (error->number != ENOENT)
		return -1;
	error_clear(error);
	return 0;
}

/* A look-up in a prog array gives the program's id. */
static bool is_in_slot(int bodies_fd, __u32 slot, int program_fd)
{
	struct bpf_prog_info info;
	__u32 id = 0;

	return !handle_program_info(program_fd, &info) &&
	       !map_read(bodies_fd, &slot, &id) && id == info.id;
}

static int set_body(const char *directory, int bodies_fd, const struct route_body *body,
		    struct error *error)
{
	char *path AUTO_FREE = pins_path(directory, PINS_PROGRAMS, body->program);
	__u32 slot = body->slot;
	int program AUTO_CLOSE = -1;

	if (open_if_there(path, &program, error))
		return -1;
	if (program < 0 || is_in_slot(bodies_fd, slot, program))
		return 0;
	if (map_write(bodies_fd, &slot, &program))
		return error_set_errno(error, errno, "cannot set '%s'", body->program);
	return 0;
}

/* Only opens comes by a route; what an own probe calls "bodies" is its own. */
static bool has_route(const char *directory)
{
	struct error ignored AUTO_ERROR = {0};
	struct meta meta;

	return !probe_read_meta(directory, &meta, &ignored) && *meta.via;
}

static int set_bodies(const char *directory, struct error *error)
{
	int bodies AUTO_CLOSE = -1;

	if (!has_route(directory))
		return 0;
	if (map_open(directory, &bodies_spec, HANDLE_WRITE, &bodies, error)) {
		if (error->number != ENOENT)
			return -1;
		error_clear(error);
		return 0;
	}
	for (size_t i = 0; i < route_count; i++)
		for (size_t j = 0; j < ROUTE_BODIES_MAX && routes[i].bodies[j].program;
		     j++)
			if (set_body(directory, bodies, &routes[i].bodies[j], error))
				return -1;
	return 0;
}

/* PROGRAM, or PROGRAM_1_2: a link of an own probe has numbers behind its program's name. */
static bool is_link_of(const char *link, const char *program)
{
	size_t length = strlen(program);

	if (strncmp(link, program, length))
		return false;
	link += length;
	return !*link || (*link == '_' && link[strspn(link, "_0123456789")] == '\0');
}

/* NULL where there is none, or where more than one could be meant. */
static const char *program_of(const struct pin_names *programs, const char *link)
{
	const char *found = NULL;

	for (size_t i = 0; i < programs->count; i++) {
		if (!is_link_of(link, programs->names[i]))
			continue;
		if (found)
			return NULL;
		found = programs->names[i];
	}
	return found;
}

bool running_is_certain(const struct pin_names *programs, const char *link)
{
	return program_of(programs, link);
}

static int update_link(const char *directory, const struct pin_names *programs,
		       const char *name, struct error *error)
{
	const char *program_name = program_of(programs, name);
	char *link_path AUTO_FREE = pins_path(directory, PINS_LINKS, name);
	char *program_path AUTO_FREE = NULL;
	int program AUTO_CLOSE = -1;

	if (!program_name)
		return 0;
	program_path = pins_path(directory, PINS_PROGRAMS, program_name);
	if (handle_open(program_path, HANDLE_PROGRAM, HANDLE_READ, &program, error))
		return -1;
	return link_update(link_path, program, error);
}

int running_become(const char *directory, struct error *error)
{
	struct pin_names links AUTO_PIN_NAMES = {0}, programs AUTO_PIN_NAMES = {0};

	if (pins_list(directory, PINS_LINKS, &links, error) ||
	    pins_list(directory, PINS_PROGRAMS, &programs, error))
		return -1;
	for (size_t i = 0; i < links.count; i++)
		if (update_link(directory, &programs, links.names[i], error))
			return -1;
	return tc_become(directory, error) ? -1 : set_bodies(directory, error);
}

int running_restore(const struct pins *pins, struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (pins_list(pins->base, NULL, &names, error))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		struct error ignored AUTO_ERROR = {0};
		char *path AUTO_FREE = NULL;
		struct meta meta;

		/* what another version has loaded would be read wrongly */
		if (pins_is_stage(names.names[i]) ||
		    pins_find_probe(pins, names.names[i], &path, &ignored) || !path ||
		    probe_read_meta(path, &meta, &ignored) || !meta_is_our_abi(&meta))
			continue;
		if (running_become(path, error))
			return -1;
	}
	return 0;
}
