// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel is, and whether it lets this process call bpf(2) at all. */
#include <string.h>
#include <sys/utsname.h>

#include "kern/bpf_allowed.h"
#include "kern/check_internal.h"
#include "kern/kernel_version.h"
#include "kern/privs.h"
#include "kern/restrictions.h"

#define KERNEL_BTF "/sys/kernel/btf/vmlinux"

/* ---- the kernel ---- */

static void check_version(struct findings *findings)
{
	struct error error AUTO_ERROR = {0};
	struct finding *finding;
	struct utsname name;

	if (!kernel_version_check(&error)) {
		findings_add(findings, "kernel.version", VERDICT_OK, "Linux %s",
			     uname(&name) ? "" : name.release);
		return;
	}
	finding = findings_add(findings, "kernel.version", VERDICT_REFUSED, "%s",
			       error.message);
	finding_remedy(finding, "boot Linux 5.15 or later");
	finding->scope = FINDING_OF_BOTH;
}

/* Without the capabilities a refusal says nothing new. */
static void check_bpf(struct findings *findings)
{
	struct error error AUTO_ERROR = {0};
	struct finding *finding;

	if (!bpf_allowed_to_load(&error)) {
		findings_add(findings, "kernel.bpf", VERDICT_OK, "bpf(2) works");
		return;
	}
	if (!privs_has(PRIVILEGE_BPF))
		return;
	finding = findings_add(findings, "kernel.bpf", VERDICT_REFUSED, "%s",
			       error.message);
	finding_remedy(finding, "%s", error.hint ? error.hint : CHECK_AGAIN);
	finding->scope = FINDING_OF_BOTH;
}

static void check_btf(struct findings *findings)
{
	if (!access(KERNEL_BTF, R_OK))
		findings_add(findings, "kernel.btf", VERDICT_OK,
			     "types are in " KERNEL_BTF);
	else
		finding_remedy(findings_add(findings, "kernel.btf", VERDICT_DEGRADED,
					    "no " KERNEL_BTF
					    ": no fexit, and no full paths in events"),
			       "boot a kernel built with CONFIG_DEBUG_INFO_BTF=y");
}

static void check_lockdown(struct findings *findings)
{
	const char *level = restriction_lockdown();

	if (!level)
		return;
	if (!strcmp(level, "integrity"))
		findings_add(findings, "kernel.lockdown", VERDICT_OK,
			     "integrity, which does not hinder loading");
	else if (!strcmp(level, "confidentiality"))
		finding_remedy(
			findings_add(
				findings, "kernel.lockdown", VERDICT_DEGRADED,
				"confidentiality: programs may not read what opens reads"),
			"boot without lockdown=confidentiality");
}

void check_kernel(struct findings *findings)
{
	check_version(findings);
	check_bpf(findings);
	check_btf(findings);
	check_lockdown(findings);
}

/* ---- rights ---- */

static const struct {
	enum privilege privilege;
	const char *code;
	const char *what;
	unsigned int scope;
} rights[] = {
	{PRIVILEGE_BPF, "rights.cap_bpf", "CAP_BPF is missing: programs and maps",
	 FINDING_OF_BOTH},
	{PRIVILEGE_PERFMON, "rights.cap_perfmon",
	 "CAP_PERFMON is missing: tracing, and reading packets", FINDING_OF_BOTH},
	{PRIVILEGE_NET_ADMIN, "rights.cap_net_admin", "CAP_NET_ADMIN is missing: XDP",
	 FINDING_OF_PACKETS},
};

static void check_perf_events(struct findings *findings)
{
	unsigned int paranoid;

	if (!restriction_of_perf_events(&paranoid))
		return;
	finding_remedy(
		findings_add(findings, "rights.perf_events", VERDICT_DEGRADED,
			     "kernel.perf_event_paranoid=%u: tracepoint and kprobe "
			     "need CAP_SYS_ADMIN",
			     paranoid),
		"sysctl kernel.perf_event_paranoid=2");
}

void check_rights(struct findings *findings)
{
	struct finding *finding;
	bool has_all = geteuid() == 0;

	if (!has_all) {
		finding = findings_add(findings, "rights.root", VERDICT_REFUSED,
				       "what is loaded has to be root's");
		finding_remedy(finding, CHECK_AGAIN);
		finding->scope = FINDING_OF_BOTH;
	}
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		if (privs_has(rights[i].privilege))
			continue;
		has_all = false;
		finding = findings_add(findings, rights[i].code, VERDICT_REFUSED, "%s",
				       rights[i].what);
		finding_remedy(finding, CHECK_AGAIN);
		finding->scope = rights[i].scope;
	}
	check_perf_events(findings);
	if (has_all)
		findings_add(findings, "rights", VERDICT_OK,
			     "root, with the capabilities that load needs");
}
