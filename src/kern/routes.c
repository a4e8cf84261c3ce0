// SPDX-License-Identifier: GPL-2.0-or-later
/* The ways to see file opens. */
#include "kern/routes.h"

#include <string.h>

#include "core/probe_name.h"
#include "kern/link.h"
#include "kern/preemption.h"
#include "kern/restrictions.h"
#include "kern/tracefs.h"

#define FUNCTION "do_sys_openat2"
#define KERNEL_ENOTSUPP 524 /* the kernel has no name for it that we could include */

static int cannot_attach(const struct route_hook *hook, struct error *error)
{
	return error_set_errno(error, errno, "cannot attach 'opens' to '%s'",
			       hook->target);
}

static int attach_tracepoint(int program_fd, const struct route_hook *hook, int *ret_link,
			     struct error *error)
{
	bool exists;
	uint64_t id;

	*ret_link = -1;
	if (tracefs_read_id("syscalls", hook->target, &exists, &id, error))
		return -1;
	if (exists && link_attach_tracepoint(program_fd, id, ret_link))
		return cannot_attach(hook, error);
	return 0;
}

static int attach_fexit(int program_fd, const struct route_hook *hook, int *ret_link,
			struct error *error)
{
	return link_attach_fexit(program_fd, ret_link) ? cannot_attach(hook, error) : 0;
}

static int attach_fentry(int program_fd, const struct route_hook *hook, int *ret_link,
			 struct error *error)
{
	return link_attach_fentry(program_fd, ret_link) ? cannot_attach(hook, error) : 0;
}

static int attach_kprobe(int program_fd, const struct route_hook *hook, int *ret_link,
			 struct error *error)
{
	return link_attach_kprobe(program_fd, hook->target, false, ret_link) ?
		       cannot_attach(hook, error) :
		       0;
}

static int attach_kretprobe(int program_fd, const struct route_hook *hook, int *ret_link,
			    struct error *error)
{
	return link_attach_kprobe(program_fd, hook->target, true, ret_link) ?
		       cannot_attach(hook, error) :
		       0;
}

/* The kernel's guard against recursion is per CPU: a preempted program makes it skip
 * others. */
static const char *objection_to_fexit(void)
{
	return preemption_is_full() ? "this kernel preempts fully, and would skip calls" :
				      NULL;
}

const struct route routes[] = {
	{
		.via = "fexit",
		.words = FUNCTION,
		.objection = objection_to_fexit,
		.hooks = {{"stub_fexit", FUNCTION, FUNCTION, attach_fexit}},
		.timers = {{"time_fentry", FUNCTION, FUNCTION "_begin", attach_fentry}},
		.bodies = {{"body_fexit", EBPFCTL_BODY_EXIT}},
	},
	{
		.via = "tracepoint",
		.words = "sys_exit_open, _openat, _openat2, _creat",
		.hooks =
			{
				{"stub_open", "sys_exit_open", "sys_exit_open",
				 attach_tracepoint},
				{"stub_openat", "sys_exit_openat", "sys_exit_openat",
				 attach_tracepoint},
				{"stub_openat2", "sys_exit_openat2", "sys_exit_openat2",
				 attach_tracepoint},
				{"stub_creat", "sys_exit_creat", "sys_exit_creat",
				 attach_tracepoint},
			},
		.timers =
			{
				{"time_open", "sys_enter_open", "sys_enter_open",
				 attach_tracepoint},
				{"time_openat", "sys_enter_openat", "sys_enter_openat",
				 attach_tracepoint},
				{"time_openat2", "sys_enter_openat2", "sys_enter_openat2",
				 attach_tracepoint},
				{"time_creat", "sys_enter_creat", "sys_enter_creat",
				 attach_tracepoint},
			},
		.bodies = {{"body_tracepoint", EBPFCTL_BODY_EXIT}},
		.is_perf_event = true,
	},
	{
		/* the entry first: then each return that is seen has its arguments */
		.via = "kprobe",
		.words = FUNCTION,
		.hooks =
			{
				{"stub_kprobe", FUNCTION, FUNCTION "_entry",
				 attach_kprobe},
				{"stub_kretprobe", FUNCTION, FUNCTION "_return",
				 attach_kretprobe},
			},
		.timers = {{"time_kprobe", FUNCTION, FUNCTION "_begin", attach_kprobe}},
		.bodies =
			{
				{"body_kprobe", EBPFCTL_BODY_ENTRY},
				{"body_kretprobe", EBPFCTL_BODY_EXIT},
			},
		.map = EBPFCTL_PENDING_MAP,
		.is_perf_event = true,
		.links_miss = true,
	},
};

const size_t route_count = sizeof(routes) / sizeof(routes[0]);

const struct route *route_find(const char *via)
{
	for (size_t i = 0; i < route_count; i++)
		if (!strcmp(routes[i].via, via))
			return &routes[i];
	return NULL;
}

bool route_needs_map(const struct route *route, const char *map)
{
	for (size_t i = 0; i < route_count; i++)
		if (routes[i].map && !strcmp(routes[i].map, map))
			return route == &routes[i];
	return true;
}

bool route_has_body(const struct route *route, const char *program)
{
	for (size_t i = 0; i < ROUTE_BODIES_MAX && route->bodies[i].program; i++)
		if (!strcmp(route->bodies[i].program, program))
			return true;
	return false;
}

bool route_needs_program(const struct route *route, const char *program)
{
	for (size_t i = 0; i < ROUTE_HOOKS_MAX && route->hooks[i].stub; i++)
		if (!strcmp(route->hooks[i].stub, program))
			return true;
	return route_has_body(route, program);
}

static bool is_locked_down(const struct error *error)
{
	const char *level =
		error->detail || error->number == EPERM ? restriction_lockdown() : NULL;

	return level && !strcmp(level, "confidentiality");
}

static bool is_paranoid(const struct route *route, const struct error *error)
{
	unsigned int paranoid;

	return route->is_perf_event &&
	       (error->number == EPERM || error->number == EACCES) &&
	       restriction_of_perf_events(&paranoid);
}

static const char *without_prefix(const char *message)
{
	const char *prefix = "cannot load '" PROBE_OPENS "': ";

	return strncmp(message, prefix, strlen(prefix)) ? message :
							  message + strlen(prefix);
}

const char *route_refusal(const struct route *route, const struct error *error)
{
	if (is_locked_down(error))
		return "the kernel is locked down (confidentiality)";
	if (is_paranoid(route, error))
		return "kernel.perf_event_paranoid is above 2, which asks for "
		       "CAP_SYS_ADMIN";
	switch (error->number) {
	case ESRCH:
		return "this kernel has no BTF for " FUNCTION;
	case ENOENT:
	case EOPNOTSUPP:
		return "this kernel has no such hook";
	case KERNEL_ENOTSUPP:
		return "this kernel cannot attach it on this architecture";
	case EPERM:
	case EACCES:
		return "this kernel does not permit it";
	default:
		if (error->detail)
			return "this kernel refuses the program";
		return error->number ? strerror(error->number) :
				       without_prefix(error->message);
	}
}

const char *route_remedy(const struct route *route, const struct error *error)
{
	if (is_locked_down(error))
		return "boot without lockdown=confidentiality";
	if (is_paranoid(route, error))
		return "load it as root, or: sysctl kernel.perf_event_paranoid=2";
	return error->hint;
}
