// SPDX-License-Identifier: GPL-2.0-or-later
/* Mounts that stand nowhere in the tree (fsmount(2), since 5.2). */
#include "kern/detached_mount.h"

#include <fcntl.h>
#include <sys/mount.h>

#include "base/cleanup.h"

static int open_mount(const char *type, unsigned int attributes)
{
	int context AUTO_CLOSE = fsopen(type, FSOPEN_CLOEXEC);

	if (context < 0 || fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -1;
	return fsmount(context, FSMOUNT_CLOEXEC, attributes);
}

int detached_mount_open(const char *type)
{
	return open_mount(type, MOUNT_ATTR_RDONLY);
}

int detached_mount_open_writable(const char *type)
{
	return open_mount(type, 0);
}

int detached_mount_read(const char *type, const char *path, char *ret_text, size_t size)
{
	int mount AUTO_CLOSE = detached_mount_open(type);
	int fd AUTO_CLOSE = mount < 0 ? -1 : openat(mount, path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, ret_text, size - 1);

	if (length < 0)
		return -1;
	ret_text[length] = '\0';
	return 0;
}
