// SPDX-License-Identifier: GPL-2.0-or-later
/* ebpfctl apply */
#include <sys/stat.h>

#include "base/log.h"
#include "cmd/apply_config.h"
#include "kern/apply.h"
#include "kern/bpf_allowed.h"
#include "kern/kernel_version.h"
#include "kern/privs.h"
#include "out/writer.h"

#define CONFIG_DIRECTORY SYSCONFDIR "/ebpfctl/probes.d"

struct apply_request {
	const char *directory;
	const char *ifname;
	bool is_upgrade;
	bool allows_missing;
	bool is_dry_run, is_check;
	bool is_json;
};

static int apply_directory(void *request, const char *value, struct error *error)
{
	if (!*value)
		return error_set(error, ERROR_USAGE,
				 "option '--config': an empty directory");
	((struct apply_request *)request)->directory = value;
	return 0;
}

static int apply_ifname(void *request, const char *value, struct error *error)
{
	if (probes_check_ifname(value, error))
		return -1;
	((struct apply_request *)request)->ifname = value;
	return 0;
}

static const struct option_row options[] = {
	{0, "config", "DIR", "read the files there, not those in /etc/ebpfctl/probes.d",
	 .apply = apply_directory},
	{'i', "interface", "IFACE", "only attach to IFACE, where a file names it",
	 .apply = apply_ifname},
	{0, "allow-missing", NULL, "an interface that is not there is no failure",
	 .flag = offsetof(struct apply_request, allows_missing)},
	{0, "upgrade", NULL, "only replace what apply has loaded by another version",
	 .flag = offsetof(struct apply_request, is_upgrade)},
	{0, "dry-run", NULL, "show what would be changed, and do nothing",
	 .flag = offsetof(struct apply_request, is_dry_run)},
	{0, "check", NULL, "the same, and exit with 4 where that is anything",
	 .flag = offsetof(struct apply_request, is_check)},
	{'j', "json", NULL, "print JSON",
	 .flag = offsetof(struct apply_request, is_json)},
	{0},
};

static const char *directory_of(const struct apply_request *request)
{
	return request->directory ? request->directory : CONFIG_DIRECTORY;
}

static bool is_only_planned(const struct apply_request *request)
{
	return request->is_dry_run || request->is_check;
}

/* All that load can need, for all that files can want. */
static int check_rights(const char *directory, struct error *error)
{
	unsigned int needed = PRIVILEGE_BPF | PRIVILEGE_PERFMON | PRIVILEGE_NET_ADMIN;

	if (!privs_require(needed, "apply", directory, error))
		return kernel_version_check(error) || bpf_allowed_to_load(error) ? -1 : 0;
	error_hint(error, "sudo ebpfctl apply");
	return -1;
}

/* Where nothing is loaded, and nothing wanted, nothing is made or mounted. */
static int prepare(const struct globals *globals, const struct apply_request *request,
		   const struct config *config, struct pins *pins, struct error *error)
{
	bool is_plan = is_only_planned(request);

	if (!is_plan && check_rights(directory_of(request), error))
		return -1;
	if (pins_open(globals->bpffs, pins, error))
		return -1;
	if (is_plan || (!pins->is_there && !config->count))
		return 0;
	if (privs_keep_for_load(true, error))
		return -1;
	umask(077);
	return pins_lock_to_create(pins, error);
}

static int change(const struct apply_request *request, const struct config *config,
		  struct pins *pins, struct change_report *report, struct error *error)
{
	if (request->is_upgrade)
		return apply_upgrade(pins, report, error);
	if (request->ifname)
		return apply_interface(pins, &config->wanted, request->ifname, report,
				       error);
	return apply_wanted(pins, &config->wanted, report, error);
}

static enum outcome judge(const struct apply_request *request,
			  const struct change_report *report)
{
	bool counts_missing = !request->allows_missing;

	for (size_t i = 0; i < report->count; i++)
		if (report->changes[i].error.kind != ERROR_NONE)
			log_error(&report->changes[i].error);
	if (change_report_has_failure(report, counts_missing && !request->is_check))
		return OUTCOME_FAILED;
	return request->is_check && change_report_differs(report, counts_missing) ?
		       OUTCOME_DIFFERS :
		       OUTCOME_DONE;
}

static enum outcome apply(const struct globals *globals,
			  const struct apply_request *request,
			  const struct config *config, struct error *error)
{
	const struct writer *writer = request->is_json ? &writer_json : &writer_text;
	struct change_report report CLEANUP(change_report_release) = {
		.is_plan = is_only_planned(request),
	};
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	enum outcome outcome;

	if (prepare(globals, request, config, &pins, error) ||
	    change(request, config, &pins, &report, error))
		return command_fail(error);
	outcome = judge(request, &report);
	if (request->is_json || log_level() != LOG_LEVEL_QUIET)
		writer->apply(stdout, &report);
	return outcome;
}

static int check(const struct apply_request *request, struct error *error)
{
	if (request->is_upgrade && (request->ifname || request->directory))
		return error_set(error, ERROR_USAGE,
				 "option '--upgrade' takes no '-i' and no '--config'");
	return 0;
}

static enum outcome run(const struct globals *globals, void *request,
			const char *const *operands, struct error *error)
{
	const struct apply_request *apply_request = request;
	struct config config AUTO_CONFIG = {0};

	if (command_refuse_operands(operands, error) || check(apply_request, error))
		return command_fail(error);
	if (!apply_request->is_upgrade &&
	    config_read(directory_of(apply_request), &config, error))
		return command_fail(error);
	if (apply_request->ifname &&
	    !wanted_names_interface(&config.wanted, apply_request->ifname))
		return OUTCOME_DONE;
	return apply(globals, apply_request, &config, error);
}

const struct command command_apply = {
	.name = "apply",
	.summary = "make it what the files in /etc say",
	.arguments = "[OPTION]...",
	.description =
		"Makes what is loaded equal to what the files in /etc/ebpfctl/probes.d say, of which\n"
		"each line is the arguments of one load. Only what differs is changed; what is\n"
		"loaded by hand, and in no file, stays.\n",
	.options = options,
	.request_size = sizeof(struct apply_request),
	.run = run,
};
