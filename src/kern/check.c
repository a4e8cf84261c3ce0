// SPDX-License-Identifier: GPL-2.0-or-later
/* What this machine allows: the order of the questions, and what follows for both probes. */
#include "kern/check.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/check_internal.h"
#include "kern/map.h"
#include "kern/probe.h"

#define KIB 1024

static bool has_other_build(const struct pins *pins, const char *probe,
			    struct error *error)
{
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (probe_open(pins, "load", probe, &path, &meta, error))
		return error->kind != ERROR_NOT_LOADED;
	return probe_check_build(&meta, probe, error);
}

bool check_is_blocked(const struct pins *pins, const char *probe, unsigned int scope,
		      struct findings *findings)
{
	const struct finding *blocker = findings_blocker(findings, scope);
	struct error error AUTO_ERROR = {0};
	struct finding *finding;

	if (blocker) {
		/* the pointer does not outlive the next finding */
		char *code AUTO_FREE = memory_copy_string(blocker->code);
		char *reason AUTO_FREE = memory_copy_string(blocker->reason);

		finding = findings_add(findings, probe, blocker->verdict, "%s: %s", code,
				       reason);
		finding_remedy(finding, "see %s", code);
		return true;
	}
	if (!has_other_build(pins, probe, &error))
		return false;
	finding = findings_add(findings, probe, VERDICT_REFUSED, "%s",
			       error_reason(&error));
	finding_remedy(finding, "%s", error.hint ? error.hint : "ebpfctl unload --all");
	return true;
}

/* For packets with one interface and opens with the last route that was tried. */
static void check_memory(uint64_t packets, uint64_t opens, struct findings *findings)
{
	struct error ignored AUTO_ERROR = {0};

	if (packets || opens)
		findings_add(findings, "memory.maps", VERDICT_OK,
			     "packets %" PRIu64 " KiB, opens %" PRIu64
			     " KiB (possible CPUs: %zu)",
			     packets / KIB, opens / KIB, map_cpu_count(&ignored));
}

static void check_ring(struct findings *findings)
{
	const unsigned int size = 65536; /* the smallest that events takes */
	int fd AUTO_CLOSE = bpf_map_create(BPF_MAP_TYPE_RINGBUF, NULL, 0, 0, size, NULL);
	int number = errno;

	if (fd >= 0)
		findings_add(findings, "events.ring", VERDICT_OK,
			     "ring buffers can be made");
	else
		finding_remedy(findings_add(findings, "events.ring", VERDICT_REFUSED,
					    "a ring buffer cannot be made: %s",
					    strerror(number)),
			       "boot Linux 5.15 or later");
}

static void check_by_trial(struct findings *findings)
{
	struct rehearsal rehearsal AUTO_REHEARSAL = {.mount = -1, .pins.lock_fd = -1};
	uint64_t packets = 0, opens = 0;
	struct error error AUTO_ERROR = {0};
	struct finding *finding;

	if (!rehearsal_begin(&rehearsal, &error)) {
		check_routes(&rehearsal, &opens, findings);
		check_ring(findings);
		check_xdp(&rehearsal, &packets, findings);
		check_memory(packets, opens, findings);
		return;
	}
	finding = findings_add(findings, "trial", VERDICT_UNKNOWN,
			       "nothing was tried: %s", error.message);
	finding_remedy(finding, CHECK_AGAIN ", and not in a container");
	finding->scope = FINDING_OF_BOTH;
}

static bool is_of(const struct finding *finding, const char *group)
{
	return !strncmp(finding->code, group, strlen(group));
}

/* Else each trial would only repeat what is in its way. */
static bool can_try(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->findings[i];

		if (finding->verdict == VERDICT_REFUSED &&
		    (is_of(finding, "kernel.") || is_of(finding, "rights.")))
			return false;
	}
	return true;
}

void check_run(const char *bpffs, struct findings *findings)
{
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	char ifname[EBPFCTL_IFNAME_LEN] = "";

	check_kernel(findings);
	check_rights(findings);
	check_places(bpffs, &pins, findings);
	check_interfaces(&pins, ifname, findings);
	if (can_try(findings))
		check_by_trial(findings);
	check_packets(&pins, ifname, findings);
	check_opens(&pins, findings);
}
