// SPDX-License-Identifier: GPL-2.0-or-later
/* The mount that pins live in. */
#include "kern/bpffs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "base/directory.h"
#include "base/memory.h"

#define NETNS_DIRECTORY "/run/netns"

static int check_trust(const char *root, const struct statx *info, struct error *error)
{
	if (info->stx_uid != 0)
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not owned by root", root);
	if (info->stx_mode & (S_IWGRP | S_IWOTH) && !(info->stx_mode & S_ISVTX))
		return error_set(
			error, ERROR_FAILED,
			"cannot use '%s': others may write to it and it is not sticky",
			root);
	return 0;
}

int bpffs_check(const char *root, bool *ret_is_mounted, struct error *error)
{
	struct statfs fs;
	struct statx info;

	if (statfs(root, &fs) || statx(AT_FDCWD, root, 0, STATX_BASIC_STATS, &info))
		return error_set_errno(error, errno, "cannot use '%s'", root);
	if ((unsigned long)fs.f_type != BPF_FS_MAGIC) {
		if (strcmp(root, BPFFS_DEFAULT_ROOT))
			return error_set(error, ERROR_FAILED,
					 "cannot use '%s': it is not a bpffs", root);
		*ret_is_mounted = false;
		return 0;
	}
	if (!(info.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not the root of a bpffs mount",
				 root);
	if (check_trust(root, &info, error))
		return -1;
	*ret_is_mounted = true;
	return 0;
}

/* The id of a mount namespace's first mount; -1 where it cannot be read. */
static int first_mount_id(const char *mountinfo)
{
	FILE *file AUTO_FCLOSE = fopen(mountinfo, "re");
	int id;

	return file && fscanf(file, "%d", &id) == 1 ? id : -1;
}

/*
 * No mount is in two namespaces, and ids are unique (proc_pid_mountinfo(5)). The links
 * in /proc/PID/ns would need the right to trace pid 1.
 */
static bool is_in_first_mount_namespace(void)
{
	int own = first_mount_id("/proc/self/mountinfo");

	return own >= 0 && own == first_mount_id("/proc/1/mountinfo");
}

/* The name under which `ip netns` knows this process's network namespace, or NULL. */
static char *own_netns_name(void)
{
	DIR *directory AUTO_CLOSEDIR = opendir(NETNS_DIRECTORY);
	struct stat own, other;
	struct dirent *entry;
	char *name = NULL;

	if (!directory || stat("/proc/self/ns/net", &own))
		return NULL;
	while (!name && (entry = directory_next(directory)))
		if (!fstatat(dirfd(directory), entry->d_name, &other, 0) &&
		    other.st_ino == own.st_ino && other.st_dev == own.st_dev)
			name = memory_copy_string(entry->d_name);
	return name;
}

static int refuse_mount(const char *root, struct error *error)
{
	char *name AUTO_FREE = own_netns_name();

	error_set(
		error, ERROR_FAILED,
		"cannot mount '%s': this is a mount namespace of its own, where pins would vanish "
		"with it",
		root);
	if (name)
		error_hint(error, "nsenter --net=" NETNS_DIRECTORY "/%s ebpfctl load ...",
			   name);
	else
		error_hint(
			error,
			"in a container, bind-mount the host's %s; in a network namespace, "
			"nsenter --net=" NETNS_DIRECTORY "/NAME ebpfctl load ...",
			root);
	return -1;
}

int bpffs_may_mount(const char *root, struct error *error)
{
	return is_in_first_mount_namespace() ? 0 : refuse_mount(root, error);
}

int bpffs_mount(const char *root, struct error *error)
{
	if (bpffs_may_mount(root, error))
		return -1;
	if (mount("bpf", root, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700")) {
		error_set_errno(error, errno, "cannot mount '%s'", root);
		error_hint(error, "mount -t bpf bpf %s", root);
		return -1;
	}
	return 0;
}
