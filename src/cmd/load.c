// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl load [PROBE|FILE]... */
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "cmd/command.h"
#include "cmd/load_own.h"
#include "kern/bpf_allowed.h"
#include "kern/kernel_version.h"
#include "kern/opens.h"
#include "kern/own.h"
#include "kern/packets.h"
#include "kern/privs.h"
#include "out/writer.h"

static unsigned int privileges_of(const struct load_request *request, const char *probe)
{
	unsigned int needed = PRIVILEGE_BPF | PRIVILEGE_PERFMON;

	if (!probe_name_is_built_in(probe))
		needed = PRIVILEGE_BPF;
	if (!strcmp(probe, PROBE_PACKETS))
		needed |= PRIVILEGE_NET_ADMIN;
	return request->group.gid ? needed | PRIVILEGE_CHOWN : needed;
}

static int make_plan(const struct pins *pins, const struct load_request *request,
		     struct packets_plan *ret_plan, struct error *error)
{
	int failed = request->is_replace ?
			     packets_make_replacement_plan(
				     pins, request->ifnames, request->ifname_count,
				     request->mode, ret_plan, error) :
			     packets_make_plan(request->ifnames, request->ifname_count,
					       request->mode, ret_plan, error);

	if (failed)
		return -1;
	ret_plan->wants_sizes = request->wants_sizes;
	ret_plan->group = request->group;
	return 0;
}

static struct opens_wishes wishes_of(const struct load_request *request)
{
	return (struct opens_wishes){
		.via = request->via,
		.wants_latency = request->wants_latency,
		.is_replace = request->is_replace,
		.group = request->group,
	};
}

static int load_one(struct pins *pins, const struct load_request *request,
		    struct load_result *result, struct error *error)
{
	const struct opens_wishes wishes = wishes_of(request);
	struct packets_plan plan AUTO_PACKETS_PLAN = {0};

	if (privs_require(privileges_of(request, result->probe), "load", result->probe,
			  error)) {
		error_hint(error, "sudo ebpfctl load");
		return -1;
	}
	if (pins_check_one_group(pins, result->probe, result->probe, &request->group,
				 error))
		return -1;
	if (!strcmp(result->probe, PROBE_OPENS))
		return opens_load(pins, &wishes, result, error);
	if (make_plan(pins, request, &plan, error))
		return -1;
	return packets_load(pins, &plan, result, error);
}

static int preview_one(const struct pins *pins, const struct load_request *request,
		       struct load_result *result, struct error *error)
{
	const struct opens_wishes wishes = wishes_of(request);
	struct packets_plan plan AUTO_PACKETS_PLAN = {0};

	if (pins_check_one_group(pins, result->probe, result->probe, &request->group,
				 error))
		return -1;
	if (!strcmp(result->probe, PROBE_OPENS))
		return opens_preview(pins, &wishes, result, error);
	if (make_plan(pins, request, &plan, error))
		return -1;
	return packets_preview(pins, &plan, result, error);
}

static int load_file(struct pins *pins, const struct load_request *request,
		     const struct own_wishes *wishes, struct load_result *result)
{
	result->is_own = true;
	return request->is_dry_run ? own_preview(pins, wishes, result, &result->error) :
				     own_load(pins, wishes, result, &result->error);
}

static void note_failure(struct load_result *result)
{
	result->outcome = LOAD_FAILED;
	log_error(&result->error);
}

/* Each by itself: a failure is said at once, and the next one is tried. */
static void load_each(struct pins *pins, const struct load_request *request,
		      const struct load_choice *choice, struct load_report *report)
{
	const char **probe = choice->built_in.names;

	for (; probe && *probe; probe++) {
		struct load_result *result = load_report_add(report, *probe);

		if (request->is_dry_run ?
			    preview_one(pins, request, result, &result->error) :
			    load_one(pins, request, result, &result->error))
			note_failure(result);
	}
	for (size_t i = 0; i < choice->own_count; i++) {
		struct load_result *result = load_report_add(report, choice->own[i].name);

		if (load_file(pins, request, &choice->own[i], result))
			note_failure(result);
	}
}

/* Of the first one, for what is said once. */
static const char *first_of(const struct load_choice *choice)
{
	return choice->built_in.names ? choice->built_in.names[0] : choice->own[0].name;
}

/* Without CAP_BPF nothing can be loaded: that is said once, for the first probe. */
static int check_rights(const struct load_request *request,
			const struct load_choice *choice, struct error *error)
{
	const char *first = first_of(choice);
	struct error ignored AUTO_ERROR = {0};

	if (!privs_require(PRIVILEGE_BPF, "load", first, &ignored))
		return 0;
	if (!privs_require(privileges_of(request, first), "load", first, error))
		return 0;
	error_hint(error, "sudo ebpfctl load");
	return -1;
}

static int prepare(const struct globals *globals, const struct load_request *request,
		   const struct load_choice *choice, struct pins *pins,
		   struct error *error)
{
	struct error ignored AUTO_ERROR = {0};

	if (request->is_dry_run) {
		/* what cannot be seen counts as not loaded */
		if (pins_open(globals->bpffs, pins, &ignored))
			pins->is_there = false;
		return 0;
	}
	if (kernel_version_check(error) || check_rights(request, choice, error))
		return -1;
	if (bpf_allowed_to_load(error))
		return error_wrap(error, "cannot load '%s'", first_of(choice));
	if (pins_open(globals->bpffs, pins, error) ||
	    privs_keep_for_load(request->group.gid || request->is_replace, error))
		return -1;
	umask(077);
	return pins_lock_to_create(pins, error);
}

static enum outcome load(const struct globals *globals,
			 const struct load_request *request,
			 const struct load_choice *choice, struct error *error)
{
	const struct writer *writer = request->is_json ? &writer_json : &writer_text;
	struct load_report report CLEANUP(load_report_release) = {
		.is_plan = request->is_dry_run,
	};
	struct pins pins AUTO_PINS = {.lock_fd = -1};

	if (prepare(globals, request, choice, &pins, error))
		return command_fail(error);
	load_each(&pins, request, choice, &report);
	if (request->is_json || log_level() != LOG_LEVEL_QUIET)
		writer->load(stdout, &report);
	return load_report_has_failure(&report) ? OUTCOME_FAILED : OUTCOME_DONE;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	struct load_request *load_request = request;
	struct load_choice choice AUTO_LOAD_CHOICE = {0};
	enum outcome outcome = OUTCOME_USAGE;

	if (!load_choose(load_request, operands, &choice, error))
		outcome = load(globals, load_request, &choice, error);
	load_request_release(load_request);
	return outcome;
}

const struct command command_load = {
	.name = "load",
	.summary = "attach probes and leave them running",
	.arguments = "[PROBE|FILE]... [OPTION]...",
	.description =
		"Loads packets (counts received packets) and opens (counts and streams file opens),\n"
		"or the one that is named, and exits: they go on until unload or reboot. Without -i\n"
		"packets takes the interface of the default route. On a loaded packets, -i adds one.\n"
		"--replace changes the programs in place: nothing is missed, the counters go on.\n"
		"FILE is a BPF object of one's own, with a / or a . in its name: each program of it\n"
		"is attached as its SEC() says.\n",
	.options = load_options,
	.request_size = sizeof(struct load_request),
	.run = run,
};
