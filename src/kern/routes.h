/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways to see file opens, one row each: which programs, which hooks, how to attach,
 * and when a way is not to be taken. In the order in which they are tried.
 */
#ifndef KERN_ROUTES_H
#define KERN_ROUTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ebpfctl_abi.h"

/* One hook: a stub program, what it is attached to, and the name of its link's pin. */
struct route_hook {
	const char *stub;
	const char *target; /* a tracepoint of the category syscalls, or a function */
	const char *pin;
	/* *ret_link is -1 where this architecture has no such hook: the route can do
	 * without */
	int (*attach)(int program_fd, const struct route_hook *hook, int *ret_link,
		      struct error *error);
};

/* One program behind the stubs, and its slot. */
struct route_body {
	const char *program;
	enum ebpfctl_body slot;
};

#define ROUTE_HOOKS_MAX 4
#define ROUTE_BODIES_MAX 2

struct route {
	const char *via;   /* "fexit", ... */
	const char *words; /* where it hooks, for people */
	/* why it must not be chosen here although it attaches; NULL where nothing is
	 * against it */
	const char *(*objection)(void);
	struct route_hook hooks[ROUTE_HOOKS_MAX];  /* a row without a stub ends them */
	struct route_hook timers[ROUTE_HOOKS_MAX]; /* more of them, for --latency */
	struct route_body bodies[ROUTE_BODIES_MAX];
	const char *map;    /* that this route alone needs; NULL for none */
	bool is_perf_event; /* attached by perf events, which can be forbidden */
	bool links_miss;    /* its links miss calls of their own, before any program */
};

extern const struct route routes[];
extern const size_t route_count;

/* The route called VIA, or NULL. */
const struct route *route_find(const char *via);

bool route_needs_map(const struct route *route, const char *map);
bool route_needs_program(const struct route *route, const char *program);
bool route_has_body(const struct route *route, const char *program);

/* A failed attempt by ROUTE in a few words: "this kernel has no BTF", from the errno of ERROR
 * and the kernel's settings. */
const char *route_refusal(const struct route *route, const struct error *error);

/* What would help against it; NULL where that is another route or another kernel. */
const char *route_remedy(const struct route *route, const struct error *error);

#endif
