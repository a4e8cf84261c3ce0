// SPDX-License-Identifier: GPL-2.0-or-later
/* tracefs: the ids of tracepoints, and the lists that stand there. */
#include "kern/tracefs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

#include "base/memory.h"
#include "base/parse.h"
#include "kern/detached_mount.h"

static bool is_tracefs(int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && (unsigned long)fs.f_type == TRACEFS_MAGIC;
}

static int open_mounted(void)
{
	static const char *const places[] = {"/sys/kernel/tracing",
					     "/sys/kernel/debug/tracing"};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int fd AUTO_CLOSE = open(places[i], O_PATH | O_DIRECTORY | O_CLOEXEC);

		if (fd >= 0 && is_tracefs(fd))
			return take_fd(&fd);
	}
	return -1;
}

int tracefs_find(bool *ret_is_mounted)
{
	int fd = open_mounted();

	*ret_is_mounted = fd >= 0;
	return fd < 0 ? detached_mount_open("tracefs") : fd;
}

int tracefs_open(bool *ret_is_mounted, struct error *error)
{
	int fd = tracefs_find(ret_is_mounted);

	if (fd >= 0)
		return fd;
	error_set_errno(error, errno,
			"cannot mount tracefs, which lists the tracepoints");
	error_hint(error, "mount -t tracefs tracefs /sys/kernel/tracing");
	return -1;
}

static int read_number(int fd, uint64_t *ret_number)
{
	char text[32];
	const char *at = text;
	ssize_t length = read(fd, text, sizeof(text) - 1);

	if (length <= 0)
		return -1;
	text[length] = '\0';
	return parse_digits(&at, 10, ret_number);
}

int tracefs_read_id(const char *category, const char *name, bool *ret_exists,
		    uint64_t *ret_id, struct error *error)
{
	char *path AUTO_FREE = memory_format("events/%s/%s/id", category, name);
	bool is_mounted;
	int tracefs AUTO_CLOSE = tracefs_open(&is_mounted, error);
	int fd AUTO_CLOSE = -1;
	uint64_t id;

	if (tracefs < 0)
		return -1;
	fd = openat(tracefs, path, O_RDONLY | O_CLOEXEC);
	*ret_exists = fd >= 0;
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || read_number(fd, &id))
		return error_set_errno(error, errno,
				       "cannot read the id of tracepoint '%s'", name);
	*ret_id = id;
	return 0;
}
