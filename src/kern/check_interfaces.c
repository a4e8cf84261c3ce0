// SPDX-License-Identifier: GPL-2.0-or-later
/* What can be known of the interfaces without attaching anything to them. */
#include <net/if.h>
#include <string.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/check_internal.h"
#include "kern/netdev_features.h"
#include "kern/xdp_holder.h"

#define SHOWN_MAX 8   /* a host of containers has hundreds, all alike */
#define PAGE_MTU 3498 /* that fits into one page with what XDP puts around it */

static char *code_of(const char *ifname)
{
	return memory_format("packets.on.%s", ifname);
}

/* True, and so said, where this very probe has it. */
static bool is_ours(const struct pins *pins, const struct packets_plan *plan,
		    struct findings *findings)
{
	char *code AUTO_FREE = code_of(plan->interfaces[0].name);
	struct load_report report CLEANUP(load_report_release) = {0};
	struct load_result *result = load_report_add(&report, PROBE_PACKETS);
	struct packets_plan of_any_build = *plan;
	struct error ignored AUTO_ERROR = {0};

	of_any_build.is_replace = true;
	if (packets_preview(pins, &of_any_build, result, &ignored) ||
	    !result->interfaces[0].was_there)
		return false;
	findings_add(findings, code, VERDICT_OK, "loaded already, %s",
		     xdp_mode_name(result->interfaces[0].mode))
		->is_loaded = true;
	return true;
}

static void add_held(const struct netif *netif, bool is_default,
		     struct findings *findings)
{
	char *code AUTO_FREE = code_of(netif->name);
	struct error error AUTO_ERROR = {0};
	struct finding *finding;

	xdp_holder_error(netif->name, netif->ifindex, &error);
	finding =
		findings_add(findings, code, VERDICT_REFUSED, "%s", error_reason(&error));
	finding_remedy(finding, "%s",
		       error.hint ? error.hint : "ebpfctl load packets -i IFACE");
	finding->scope = is_default ? FINDING_OF_PACKETS : 0;
}

static void add_by_features(const struct netif *netif, struct findings *findings)
{
	char *code AUTO_FREE = code_of(netif->name);
	uint32_t mtu = netif_mtu(netif->name);
	struct netdev_features features;
	struct finding *finding;

	if (!netdev_features_read(netif->ifindex, &features)) {
		finding = findings_add(findings, code, VERDICT_UNKNOWN,
				       "load says whether its driver has native XDP");
	} else if (!features.has_native) {
		finding =
			findings_add(findings, code, VERDICT_DEGRADED,
				     "generic: its driver has no native XDP; GRO is off "
				     "while it is loaded");
	} else if (mtu > PAGE_MTU && !features.has_multi_buffer) {
		finding = findings_add(findings, code, VERDICT_DEGRADED,
				       "its driver has native XDP, but perhaps not with "
				       "an MTU of %u",
				       mtu);
		finding_remedy(finding, "ip link set %s mtu %u", netif->name, PAGE_MTU);
		return;
	} else {
		findings_add(findings, code, VERDICT_OK, "native, as its driver says");
		return;
	}
	finding_remedy(finding, "ebpfctl load packets -i %s", netif->name);
}

static void check_one(const struct pins *pins, const char *name, bool is_default,
		      struct findings *findings)
{
	struct packets_plan plan AUTO_PACKETS_PLAN = {0};
	struct error ignored AUTO_ERROR = {0};

	if (packets_make_plan(&name, 1, EBPFCTL_XDP_AUTO, &plan, &ignored) ||
	    is_ours(pins, &plan, findings))
		return;
	if (xdp_holder_exists(plan.interfaces[0].ifindex))
		add_held(&plan.interfaces[0], is_default, findings);
	else
		add_by_features(&plan.interfaces[0], findings);
}

static void check_others(const struct pins *pins, const char *except,
			 struct findings *findings)
{
	struct if_nameindex *all = if_nameindex();
	size_t shown = 0, more = 0;

	for (struct if_nameindex *one = all; one && one->if_index; one++) {
		if (!strcmp(one->if_name, except) || !netif_is_up(one->if_name))
			continue;
		if (shown++ < SHOWN_MAX)
			check_one(pins, one->if_name, false, findings);
		else
			more++;
	}
	if (all)
		if_freenameindex(all);
	if (more)
		finding_remedy(findings_add(findings, "packets.on", VERDICT_UNKNOWN,
					    "%zu more interfaces are up", more),
			       "ebpfctl load packets -i IFACE");
}

void check_interfaces(const struct pins *pins, char ret_default[EBPFCTL_IFNAME_LEN],
		      struct findings *findings)
{
	struct packets_plan plan AUTO_PACKETS_PLAN = {0};
	struct error error AUTO_ERROR = {0};
	struct finding *finding;

	if (packets_make_plan(NULL, 0, EBPFCTL_XDP_AUTO, &plan, &error)) {
		finding = findings_add(findings, "packets.interface", VERDICT_REFUSED,
				       "%s", error_reason(&error));
		finding_remedy(finding, "%s", error.hint ? error.hint : "");
		finding->scope = FINDING_OF_PACKETS;
	} else {
		memcpy(ret_default, plan.interfaces[0].name, EBPFCTL_IFNAME_LEN);
		findings_add(findings, "packets.interface", VERDICT_OK,
			     "%s has the default route", ret_default);
		check_one(pins, ret_default, true, findings);
	}
	check_others(pins, ret_default, findings);
}
