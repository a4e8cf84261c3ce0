// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl unload [PROBE]... */
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/memory.h"
#include "cmd/command.h"
#include "cmd/probes.h"
#include "core/result.h"
#include "kern/packets.h"
#include "kern/privs.h"
#include "kern/probe.h"
#include "out/writer.h"

struct unload_request {
	const char **ifnames; /* owned; the names are not */
	size_t ifname_count;
	bool is_all;
	bool is_json;
};

static int apply_interface(void *request, const char *value, struct error *error)
{
	struct unload_request *unload = request;

	if (probes_check_ifname(value, error))
		return -1;
	unload->ifnames = memory_resize(unload->ifnames, unload->ifname_count + 1,
					sizeof(*unload->ifnames));
	unload->ifnames[unload->ifname_count++] = value;
	return 0;
}

static const struct option_row options[] = {
	{'i', "interface", "IFACE", "packets: take away IFACE only; may be repeated",
	 .apply = apply_interface},
	{0, "all", NULL, "every probe that is there, whoever loaded it",
	 .flag = offsetof(struct unload_request, is_all)},
	{'j', "json", NULL, "print JSON",
	 .flag = offsetof(struct unload_request, is_json)},
	{0},
};

/* What is worse stays: a failure before "not loaded" before success. */
static void note_failure(struct error *error, enum outcome *outcome)
{
	log_error(error);
	if (*outcome != OUTCOME_FAILED)
		*outcome = command_fail(error);
	error_clear(error);
}

static enum outcome unload_interfaces(struct pins *pins,
				      const struct unload_request *request,
				      struct unload_report *report)
{
	enum outcome outcome = OUTCOME_DONE;
	struct error error AUTO_ERROR = {0};

	for (size_t i = 0; i < request->ifname_count; i++) {
		if (packets_unload_interface(pins, request->ifnames[i], &error))
			note_failure(&error, &outcome);
		else
			unload_report_add(report, PROBE_PACKETS, request->ifnames[i]);
	}
	return outcome;
}

/* Without a name, a probe that is not there is none to remove, as long as one is. */
static enum outcome unload_probes(struct pins *pins, const struct probe_choice *choice,
				  struct unload_report *report)
{
	enum outcome outcome = OUTCOME_DONE;
	struct error error AUTO_ERROR = {0};

	for (const char **probe = choice->names; *probe; probe++) {
		if (!probe_unload(pins, *probe, &error)) {
			unload_report_add(report, *probe, NULL);
			continue;
		}
		if (choice->is_all && error.kind == ERROR_NOT_LOADED)
			error_clear(&error);
		else
			note_failure(&error, &outcome);
	}
	return outcome;
}

static enum outcome unload_all(struct pins *pins, struct unload_report *report,
			       struct pin_names *names)
{
	enum outcome outcome = OUTCOME_DONE;
	struct error error AUTO_ERROR = {0};

	if (pins_list(pins->base, NULL, names, &error)) {
		note_failure(&error, &outcome);
		return outcome;
	}
	for (size_t i = 0; i < names->count; i++) {
		if (!probe_name_is_valid(names->names[i]))
			continue;
		if (probe_unload(pins, names->names[i], &error))
			note_failure(&error, &outcome);
		else
			unload_report_add(report, names->names[i], NULL);
	}
	return outcome;
}

static int nothing_loaded(struct error *error)
{
	return error_set(error, ERROR_NOT_LOADED, "cannot unload: nothing is loaded");
}

static enum outcome unload(struct pins *pins, const struct unload_request *request,
			   const struct probe_choice *choice, struct error *error)
{
	const struct writer *writer = request->is_json ? &writer_json : &writer_text;
	struct unload_report report CLEANUP(unload_report_release) = {0};
	struct pin_names names AUTO_PIN_NAMES = {0};
	enum outcome outcome = request->ifname_count ?
				       unload_interfaces(pins, request, &report) :
			       request->is_all ? unload_all(pins, &report, &names) :
						 unload_probes(pins, choice, &report);

	if (!report.count && outcome == OUTCOME_DONE) {
		nothing_loaded(error);
		return OUTCOME_NOT_LOADED;
	}
	if (request->is_json || log_level() != LOG_LEVEL_QUIET)
		writer->unload(stdout, &report);
	return outcome;
}

static int check(const struct unload_request *request, const struct probe_choice *choice,
		 struct error *error)
{
	if (request->is_all && (!choice->is_all || request->ifname_count))
		return error_set(error, ERROR_USAGE,
				 "option '--all' takes no probe and no '-i'");
	if (!request->ifname_count)
		return 0;
	if (choice->is_all) {
		error_set(error, ERROR_USAGE,
			  "option '-i' needs the probe that it is of");
		error_hint(error, "ebpfctl unload packets -i %s", request->ifnames[0]);
		return -1;
	}
	for (const char **name = choice->names; *name; name++)
		if (strcmp(*name, PROBE_PACKETS))
			return error_set(error, ERROR_USAGE,
					 "option '-i' is of packets, not of %s", *name);
	return 0;
}

static int not_loaded(const struct probe_choice *choice, struct error *error)
{
	return choice->is_all ? nothing_loaded(error) :
				probe_not_loaded("unload", choice->names[0], error);
}

static int prepare(const struct globals *globals, const struct probe_choice *choice,
		   struct pins *pins, struct error *error)
{
	if (pins_open(globals->bpffs, pins, error))
		return -1;
	if (!pins->is_there)
		return not_loaded(choice, error);
	umask(077);
	if (!pins_lock_to_change(pins, error))
		return 0;
	/* all went away while it waited */
	return error->kind == ERROR_NOT_LOADED ? not_loaded(choice, error) : -1;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	struct unload_request *unload_request = request;
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct probe_choice choice AUTO_PROBE_CHOICE = {0};
	enum outcome outcome;

	if (probes_choose("unload", operands, &choice, error) ||
	    check(unload_request, &choice, error) ||
	    prepare(globals, &choice, &pins, error))
		outcome = command_fail(error);
	else
		outcome = unload(&pins, unload_request, &choice, error);
	free(unload_request->ifnames);
	return outcome;
}

const struct command command_unload = {
	.name = "unload",
	.summary = "detach and remove",
	.arguments = "[PROBE]... [OPTION]...",
	.description =
		"Detaches packets and opens, or the one that is named, and removes them. When it\n"
		"returns, nothing is counted any more. With -i, packets stays on its other\n"
		"interfaces.\n",
	.options = options,
	.request_size = sizeof(struct unload_request),
	.run = run,
};
