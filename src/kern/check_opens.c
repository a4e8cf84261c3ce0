// SPDX-License-Identifier: GPL-2.0-or-later
/* The routes of opens, each tried by loading it. */
#include <string.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/check_internal.h"
#include "kern/link.h"
#include "kern/probe.h"

#define BTF_OPTION "CONFIG_DEBUG_INFO_BTF=y"

static char *code_of(const struct route *route)
{
	return memory_format("opens.via.%s", route->via);
}

/* What has to be built in for the hook to be there. */
static const char *option_of(const struct route *route)
{
	static const char *const options[][2] = {
		{"fexit", "CONFIG_FUNCTION_TRACER=y and " BTF_OPTION},
		{"tracepoint", "CONFIG_FTRACE_SYSCALLS=y"},
		{"kprobe", "CONFIG_KPROBE_EVENTS=y"},
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!strcmp(options[i][0], route->via))
			return options[i][1];
	return BTF_OPTION;
}

static bool is_locked_down(const struct findings *findings)
{
	const struct finding *lockdown = findings_find(findings, "kernel.lockdown");

	return lockdown && lockdown->verdict != VERDICT_OK;
}

static void add_refusal(struct findings *findings, const struct route *route,
			const struct error *error)
{
	bool is_locked = is_locked_down(findings);
	char *code AUTO_FREE = code_of(route);
	struct finding *finding = findings_add(findings, code, VERDICT_REFUSED, "%s",
					       route_refusal(route, error));

	if (error->number == ESRCH)
		finding_remedy(finding, "boot a kernel built with " BTF_OPTION);
	else if (error->number == ENOENT || error->number == EOPNOTSUPP)
		finding_remedy(finding, "boot a kernel built with %s", option_of(route));
	else if (is_locked)
		finding_remedy(finding, "boot without lockdown=confidentiality");
	else
		finding_remedy(finding,
			       "load takes the next route; for this one, another kernel");
}

static void add_objection(struct findings *findings, const struct route *route,
			  const char *objection)
{
	char *code AUTO_FREE = code_of(route);

	finding_remedy(findings_add(findings, code, VERDICT_DEGRADED, "%s", objection),
		       "boot with preempt=lazy or preempt=voluntary; all the same: "
		       "ebpfctl load opens --via %s",
		       route->via);
}

/* A second fexit on a function would take from the first one what is under way. */
static bool is_in_use(const struct route *route)
{
	return !strcmp(route->via, "fexit") && link_is_traced(route->hooks[0].target);
}

static void check_route(struct rehearsal *rehearsal, const struct route *route,
			uint64_t *ret_bytes, struct findings *findings)
{
	const char *objection = route->objection ? route->objection() : NULL;
	struct error error AUTO_ERROR = {0};
	char *code AUTO_FREE = code_of(route);
	bool is_used = is_in_use(route);

	if (!is_used && rehearsal_of_opens(rehearsal, route, ret_bytes, &error))
		add_refusal(findings, route, &error);
	else if (objection)
		add_objection(findings, route, objection);
	else
		findings_add(findings, code, VERDICT_OK, "attaches to %s%s", route->words,
			     is_used ? ", as it is in use there: not tried" : "");
}

void check_routes(struct rehearsal *rehearsal, uint64_t *ret_bytes,
		  struct findings *findings)
{
	for (size_t i = 0; i < route_count; i++)
		check_route(rehearsal, &routes[i], ret_bytes, findings);
}

/* The route that opens is loaded by; NULL when it is not. */
static const struct route *loaded_route(const struct pins *pins)
{
	struct error ignored AUTO_ERROR = {0};
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (probe_open(pins, "load", PROBE_OPENS, &path, &meta, &ignored))
		return NULL;
	return route_find(meta.via);
}

/* The first route of which VERDICT was found, and the finding. */
static const struct route *first_with(const struct findings *findings,
				      enum verdict verdict,
				      const struct finding **ret_finding)
{
	for (size_t i = 0; i < route_count; i++) {
		char *code AUTO_FREE = code_of(&routes[i]);

		*ret_finding = findings_find(findings, code);
		if (*ret_finding && (*ret_finding)->verdict == verdict)
			return &routes[i];
	}
	return NULL;
}

static void add_no_route(struct findings *findings)
{
	const struct finding *found;
	const struct route *degraded = first_with(findings, VERDICT_DEGRADED, &found);
	char *remedy AUTO_FREE = NULL;

	if (degraded)
		remedy = memory_format("ebpfctl load opens --via %s", degraded->via);
	else if (first_with(findings, VERDICT_REFUSED, &found))
		remedy = memory_copy_string(found->remedy);
	finding_remedy(findings_add(findings, PROBE_OPENS, VERDICT_REFUSED,
				    "no route is taken: see opens.via"),
		       "%s", remedy ? remedy : CHECK_AGAIN);
}

void check_opens(const struct pins *pins, struct findings *findings)
{
	const struct route *loaded, *first;
	const struct finding *found;

	if (check_is_blocked(pins, PROBE_OPENS, FINDING_OF_OPENS, findings))
		return;
	loaded = loaded_route(pins);
	first = first_with(findings, VERDICT_OK, &found);
	if (loaded)
		findings_add(findings, PROBE_OPENS, VERDICT_OK, "loaded already, via %s",
			     loaded->via);
	else if (first)
		findings_add(findings, PROBE_OPENS, VERDICT_OK, "loads via %s",
			     first->via);
	else
		add_no_route(findings);
}
