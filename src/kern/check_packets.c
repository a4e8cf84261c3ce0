// SPDX-License-Identifier: GPL-2.0-or-later
/* XDP, tried on a veth pair of its own; and what a load of packets comes to. */
#include <string.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/check_internal.h"
#include "kern/private_netns.h"

#define MTU 1500
#define JUMBO_MTU 9000 /* more than a page: native XDP has to take it in parts */

static const struct {
	const char *code;
	uint32_t mtu;
	enum ebpfctl_xdp_mode mode;
	const char *reason;
	const char *remedy;
	enum verdict otherwise;
} trials[] = {
	{"packets.native", MTU, EBPFCTL_XDP_NATIVE, "XDP in the driver, tried on a veth",
	 "ebpfctl load packets --mode generic", VERDICT_DEGRADED},
	{"packets.multi_buffer", JUMBO_MTU, EBPFCTL_XDP_NATIVE,
	 "native XDP with jumbo frames, tried on a veth",
	 "ip link set IFACE mtu 1500, or Linux 5.18 or later", VERDICT_DEGRADED},
	{"packets.generic", MTU, EBPFCTL_XDP_GENERIC,
	 "XDP behind any driver, tried on a veth", "ebpfctl load packets --mode native",
	 VERDICT_DEGRADED},
};

#define TRIAL_COUNT (sizeof(trials) / sizeof(trials[0]))

static int try_one(struct rehearsal *rehearsal, size_t trial, uint64_t *ret_bytes,
		   struct error *error)
{
	struct packets_plan plan AUTO_PACKETS_PLAN = {.mode = trials[trial].mode};

	plan.interfaces = memory_new(1, sizeof(*plan.interfaces));
	plan.count = 1;
	if (private_netns_add_veth((unsigned int)trial, trials[trial].mtu,
				   plan.interfaces, error))
		return -1;
	return rehearsal_of_packets(rehearsal, &plan, ret_bytes, error);
}

static void add_untried(struct findings *findings, size_t trial,
			const struct error *error)
{
	finding_remedy(findings_add(findings, trials[trial].code, VERDICT_UNKNOWN, "%s",
				    error->message),
		       "ebpfctl load packets -i IFACE tells");
}

void check_xdp(struct rehearsal *rehearsal, uint64_t *ret_bytes,
	       struct findings *findings)
{
	struct error error AUTO_ERROR = {0};
	bool has_netns = !private_netns_enter(&error);

	for (size_t i = 0; i < TRIAL_COUNT; i++) {
		if (!has_netns) {
			add_untried(findings, i, &error);
		} else if (!try_one(rehearsal, i, ret_bytes, &error)) {
			findings_add(findings, trials[i].code, VERDICT_OK, "%s",
				     trials[i].reason);
		} else if (!strncmp(error.message, "cannot make",
				    strlen("cannot make"))) {
			add_untried(findings, i, &error);
		} else {
			finding_remedy(findings_add(findings, trials[i].code,
						    trials[i].otherwise, "%s",
						    error_reason(&error)),
				       "%s", trials[i].remedy);
		}
	}
}

static bool is_usable(const struct findings *findings, const char *code)
{
	const struct finding *finding = findings_find(findings, code);

	return finding && finding->verdict == VERDICT_OK;
}

void check_packets(const struct pins *pins, const char *ifname, struct findings *findings)
{
	char *code AUTO_FREE = memory_format("packets.on.%s", ifname);
	const struct finding *found;
	struct finding *finding;
	bool is_loaded, is_degraded;

	if (check_is_blocked(pins, PROBE_PACKETS, FINDING_OF_PACKETS, findings))
		return;
	if (!is_usable(findings, "packets.native") &&
	    !is_usable(findings, "packets.generic")) {
		finding = findings_add(findings, PROBE_PACKETS, VERDICT_UNKNOWN,
				       "XDP was not seen to work: see packets.generic");
		finding_remedy(finding, "ebpfctl load packets -i %s tells", ifname);
		return;
	}
	found = findings_find(findings, code);
	is_loaded = found && found->is_loaded;
	is_degraded = found && found->verdict == VERDICT_DEGRADED;
	finding = findings_add(findings, PROBE_PACKETS,
			       is_degraded ? VERDICT_DEGRADED : VERDICT_OK, "%s %s",
			       is_loaded ? "loaded already, on" : "loads on", ifname);
	if (is_degraded)
		finding_remedy(finding, "see %s", code);
}
