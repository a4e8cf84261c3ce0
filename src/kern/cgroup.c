// SPDX-License-Identifier: GPL-2.0-or-later
/* Control groups by their directory: the id is the inode (kernfs, 64-bit machines). */
#include "kern/cgroup.h"

#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

int cgroup_find(const char *directory, uint64_t *ret_id, struct error *error)
{
	struct statfs fs;
	struct stat info;

	if (statfs(directory, &fs) || stat(directory, &info))
		return error_set(error, ERROR_USAGE, "control group '%s': %s", directory,
				 strerror(errno));
	if ((unsigned long)fs.f_type != CGROUP2_SUPER_MAGIC || !S_ISDIR(info.st_mode))
		return error_set(error, ERROR_USAGE,
				 "control group '%s': not a directory of cgroup v2",
				 directory);
	*ret_id = info.st_ino;
	return 0;
}
