// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of `ebpfctl load`. */
#include "cmd/load_options.h"

#include <grp.h>
#include <string.h>

#include "base/memory.h"
#include "base/parse.h"
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

static int refuse_group(const char *value, struct error *error)
{
	error_set(error, ERROR_USAGE, "group '%s': there is no such group", value);
	error_hint(error, *value ? "groupadd --system %s" : "getent group%s", value);
	return -1;
}

/* By name, or by number, whether or not that has a name. */
static int apply_group(void *request, const char *value, struct error *error)
{
	struct group_wish *wish = &((struct load_request *)request)->group;
	const struct group *group = getgrnam(value);
	uint64_t gid;

	wish->is_given = true;
	if (group) {
		wish->gid = group->gr_gid;
		return 0;
	}
	if (!*value || value[strspn(value, "0123456789")])
		return refuse_group(value, error);
	if (parse_number("group", value, 0, UINT32_MAX - 1, &gid, error))
		return -1;
	wish->gid = (uint32_t)gid;
	return 0;
}

const struct option_row load_options[] = {
	{'i', "interface", "IFACE", "packets: count on IFACE; may be repeated",
	 .apply = apply_interface},
	{0, "mode", "MODE", "packets: auto, native or generic XDP [auto]",
	 .apply = apply_mode},
	{0, "sizes", NULL, "packets: count their sizes too",
	 .flag = offsetof(struct load_request, wants_sizes)},
	{0, "via", "ROUTE", "opens: auto, fexit, tracepoint or kprobe [auto]",
	 .apply = apply_via},
	{0, "latency", NULL, "opens: count how long they took too",
	 .flag = offsetof(struct load_request, wants_latency)},
	{0, "group", "GROUP", "let members of GROUP read it, by stats and list",
	 .apply = apply_group},
	{0, "replace", NULL, "put this build in the place of another that is loaded",
	 .flag = offsetof(struct load_request, is_replace)},
	{0, "dry-run", NULL, "show what would be attached, and do nothing",
	 .flag = offsetof(struct load_request, is_dry_run)},
	{'j', "json", NULL, "print JSON", .flag = offsetof(struct load_request, is_json)},
	{0},
};

static int refuse(const char *option, const char *of, const char *not_of,
		  struct error *error)
{
	return error_set(error, ERROR_USAGE, "option '%s' is of %s, not of %s", option,
			 of, not_of);
}

int load_request_check(const struct load_request *request,
		       const struct probe_choice *choice, struct error *error)
{
	const char *of_packets = request->ifname_count ? "-i" :
				 request->has_mode     ? "--mode" :
				 request->wants_sizes  ? "--sizes" :
							 NULL;
	const char *of_opens = request->wants_latency ? "--latency" :
			       request->has_via	      ? "--via" :
							NULL;

	if (!choice->has_packets && of_packets)
		return refuse(of_packets, PROBE_PACKETS, PROBE_OPENS, error);
	if (!choice->has_opens && of_opens)
		return refuse(of_opens, PROBE_OPENS, PROBE_PACKETS, error);
	return 0;
}
