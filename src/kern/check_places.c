// SPDX-License-Identifier: GPL-2.0-or-later
/* Where pins would go, whose that is, and tracefs. */
#include <sys/statvfs.h>

#include "kern/bpffs.h"
#include "kern/check_internal.h"
#include "kern/privs.h"
#include "kern/tracefs.h"

static void add_failure(struct findings *findings, const char *code,
			const struct error *error, const char *remedy)
{
	bool is_hidden = error->number == EACCES || error->number == EPERM;
	struct finding *finding = findings_add(
		findings, code, is_hidden ? VERDICT_UNKNOWN : VERDICT_REFUSED, "%s",
		error->message);

	finding_remedy(finding, "%s",
		       is_hidden   ? CHECK_AGAIN :
		       error->hint ? error->hint :
				     remedy);
	finding->scope = FINDING_OF_BOTH;
}

static bool is_read_only(const char *root)
{
	struct statvfs fs;

	return !statvfs(root, &fs) && fs.f_flag & ST_RDONLY;
}

static void check_writable(const char *root, struct findings *findings)
{
	struct finding *finding;

	if (!is_read_only(root)) {
		findings_add(findings, "bpffs.mount", VERDICT_OK,
			     "mounted on %s, and root's", root);
		return;
	}
	finding = findings_add(findings, "bpffs.mount", VERDICT_REFUSED,
			       "mounted on %s read-only", root);
	finding_remedy(finding, "mount -o remount,rw %s", root);
	finding->scope = FINDING_OF_BOTH;
}

static void check_mount(const char *root, struct findings *findings)
{
	struct error error AUTO_ERROR = {0};
	bool is_mounted = false;

	if (bpffs_check(root, &is_mounted, &error))
		add_failure(findings, "bpffs.mount", &error,
			    "name another mount with --bpffs DIR");
	else if (is_mounted)
		check_writable(root, findings);
	else if (bpffs_may_mount(root, &error))
		add_failure(findings, "bpffs.mount", &error, "");
	else
		findings_add(findings, "bpffs.mount", VERDICT_OK,
			     "not mounted on %s: load mounts it", root);
}

/* A mount that is refused is no place to look for directories. */
static void check_directory(const char *root, struct pins *ret_pins,
			    struct findings *findings)
{
	struct error error AUTO_ERROR = {0};

	if (findings_find(findings, "bpffs.mount")->verdict != VERDICT_OK)
		return;
	if (pins_open(root, ret_pins, &error))
		add_failure(findings, "bpffs.directory", &error,
			    "find out whose it is, and move it away");
	else
		findings_add(findings, "bpffs.directory", VERDICT_OK, "%s is %s",
			     ret_pins->base,
			     ret_pins->is_there ? "ours, and root's" : "free");
}

static void check_tracefs(struct findings *findings)
{
	struct error error AUTO_ERROR = {0};
	bool is_mounted;
	int fd AUTO_CLOSE = tracefs_open(&is_mounted, &error);

	if (fd >= 0 && is_mounted)
		findings_add(findings, "tracefs", VERDICT_OK, "mounted");
	else if (fd >= 0)
		findings_add(findings, "tracefs", VERDICT_OK,
			     "not mounted: load reads it all the same");
	else if (!privs_has(PRIVILEGE_SYS_ADMIN))
		finding_remedy(findings_add(findings, "tracefs", VERDICT_UNKNOWN,
					    "not seen mounted"),
			       CHECK_AGAIN);
	else
		finding_remedy(findings_add(findings, "tracefs", VERDICT_DEGRADED,
					    "not mounted: no tracepoint"),
			       "%s", error.hint);
}

void check_places(const char *bpffs, struct pins *ret_pins, struct findings *findings)
{
	check_mount(bpffs, findings);
	check_directory(bpffs, ret_pins, findings);
	check_tracefs(findings);
}
