// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of `ebpfctl load`. */
#include "cmd/load_options.h"

#include <string.h>

#include "base/account.h"
#include "base/memory.h"
#include "base/parse.h"
#include "cmd/probes.h"
#include "kern/packets.h"
#include "kern/routes.h"

static int apply_interface(void *request, const char *value, struct error *error)
{
	struct load_request *load = request;

	if (probes_check_ifname(value, error))
		return -1;
	load->ifnames = memory_resize(load->ifnames, load->ifname_count + 1,
				      sizeof(*load->ifnames));
	load->ifnames[load->ifname_count++] = value;
	return 0;
}

static int apply_mode(void *request, const char *value, struct error *error)
{
	struct load_request *load = request;

	for (enum ebpfctl_xdp_mode mode = EBPFCTL_XDP_AUTO; mode <= EBPFCTL_XDP_GENERIC;
	     mode++) {
		if (strcmp(value, xdp_mode_name(mode)))
			continue;
		load->mode = mode;
		load->has_mode = true;
		return 0;
	}
	return error_set(error, ERROR_USAGE, "mode '%s': not auto, native or generic",
			 value);
}

static int apply_via(void *request, const char *value, struct error *error)
{
	struct load_request *load = request;
	bool is_auto = !strcmp(value, "auto");

	if (!is_auto && !route_find(value))
		return error_set(error, ERROR_USAGE,
				 "route '%s': not auto, fexit, tracepoint or kprobe",
				 value);
	load->via = is_auto ? NULL : value;
	load->has_via = true;
	return 0;
}

static int apply_group(void *request, const char *value, struct error *error)
{
	struct group_wish *wish = &((struct load_request *)request)->group;

	wish->is_given = true;
	return account_group(value, &wish->gid, error);
}

/* Of the last option of its kind, for a message. */
static struct load_request *note_own(void *request, const char *option, bool is_single)
{
	struct load_request *load = request;

	load->own_option = option;
	if (is_single)
		load->own_single = option;
	return load;
}

static int apply_name(void *request, const char *value, struct error *error)
{
	(void)error;
	note_own(request, "--name", true)->own_name = value;
	return 0;
}

static int apply_cgroup(void *request, const char *value, struct error *error)
{
	(void)error;
	note_own(request, "--cgroup", false)->own.cgroup = value;
	return 0;
}

static int apply_pid(void *request, const char *value, struct error *error)
{
	struct load_request *load = note_own(request, "--pid", false);
	uint64_t pid;

	if (parse_number("process", value, 1, INT32_MAX, &pid, error))
		return -1;
	load->own.pid = (uint32_t)pid;
	return 0;
}

static int apply_program(void *request, const char *value, struct error *error)
{
	return own_settings_add(&note_own(request, "--program", true)->own.hooks,
				"program", value, error);
}

static int apply_only(void *request, const char *value, struct error *error)
{
	return own_settings_add_names(&note_own(request, "--only", true)->own.only,
				      "program", value, error);
}

static int apply_set(void *request, const char *value, struct error *error)
{
	return own_settings_add(&note_own(request, "--set", true)->own.globals,
				"variable", value, error);
}

static int apply_map_size(void *request, const char *value, struct error *error)
{
	return own_settings_add(&note_own(request, "--map-size", true)->own.map_sizes,
				"map", value, error);
}

const struct option_row load_options[] = {
	{'i', "interface", "IFACE", "packets, FILE: attach to IFACE; may be repeated",
	 .apply = apply_interface},
	{0, "mode", "MODE", "packets, FILE: auto, native or generic XDP [auto]",
	 .apply = apply_mode},
	{0, "sizes", NULL, "packets: count their sizes too",
	 .flag = offsetof(struct load_request, wants_sizes)},
	{0, "via", "ROUTE", "opens: auto, fexit, tracepoint or kprobe [auto]",
	 .apply = apply_via},
	{0, "latency", NULL, "opens: count how long they took too",
	 .flag = offsetof(struct load_request, wants_latency)},
	{0, "group", "GROUP", "let members of GROUP read it, by stats and list",
	 .apply = apply_group},
	{0, "name", "NAME", "FILE: the probe's name, in place of the file's",
	 .apply = apply_name},
	{0, "program", "NAME=HOOK",
	 "FILE: attach program NAME to HOOK, written as in SEC()",
	 .apply = apply_program},
	{0, "only", "NAME,...", "FILE: load these programs alone", .apply = apply_only},
	{0, "set", "VAR=VALUE", "FILE: what a global variable begins with",
	 .apply = apply_set},
	{0, "map-size", "NAME=N", "FILE: N entries for a map", .apply = apply_map_size},
	{0, "cgroup", "DIR", "FILE: the cgroup for programs that are for one",
	 .apply = apply_cgroup},
	{0, "pid", "PID", "FILE: uprobes and perf events of process PID alone",
	 .apply = apply_pid},
	{0, "replace", NULL, "put this build, or FILE, in the place of what is loaded",
	 .flag = offsetof(struct load_request, is_replace)},
	{0, "dry-run", NULL, "show what would be attached, and do nothing",
	 .flag = offsetof(struct load_request, is_dry_run)},
	{'j', "json", NULL, "print JSON", .flag = offsetof(struct load_request, is_json)},
	{0},
};

void load_request_release(struct load_request *request)
{
	free(request->ifnames);
	own_wishes_release(&request->own);
}
