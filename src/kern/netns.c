// SPDX-License-Identifier: GPL-2.0-or-later
/* Working for a moment in another network namespace. */
#include "kern/netns.h"

#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#include "base/directory.h"
#include "base/memory.h"
#include "kern/netif.h"

#define OWN_NETNS "/proc/self/ns/net"

/* A process that has ended meanwhile or that is not ours to look at, or what is none. */
static bool is_of_none(int number)
{
	return number == ENOENT || number == ESRCH || number == ENOTDIR ||
	       number == EACCES;
}

/*
 * The first of DIRECTORY/NAME/REST that is the namespace INO. -1 with errno: ENOENT for none, and
 * another where one that could not be looked at may be it.
 */
static int search(const char *directory, const char *rest, uint64_t ino)
{
	DIR *open_directory AUTO_CLOSEDIR = opendir(directory);
	const struct dirent *entry;
	int missed = ENOENT;

	while ((entry = directory_next(open_directory))) {
		char *path AUTO_FREE =
			memory_format("%s/%s%s", directory, entry->d_name, rest);
		struct stat info;

		if (stat(path, &info))
			missed = is_of_none(errno) ? missed : errno;
		else if (info.st_ino == ino)
			return open(path, O_RDONLY | O_CLOEXEC);
	}
	errno = errno ? errno : missed;
	return -1;
}

static int find(uint64_t ino)
{
	int fd = search("/run/netns", "", ino);

	return fd < 0 && errno == ENOENT ? search("/proc", "/ns/net", ino) : fd;
}

int netns_enter(uint64_t ino, int *ret_back)
{
	int back AUTO_CLOSE = -1, fd AUTO_CLOSE = -1;

	*ret_back = -1;
	if (ino == netif_netns())
		return 0;
	fd = find(ino);
	if (fd < 0)
		return -1;
	back = open(OWN_NETNS, O_RDONLY | O_CLOEXEC);
	if (back < 0 || setns(fd, CLONE_NEWNET))
		return -1;
	*ret_back = take_fd(&back);
	return 0;
}

void netns_leave(int back)
{
	if (back < 0)
		return;
	if (setns(back, CLONE_NEWNET))
		_exit(EXIT_FAILURE);
	close(back);
}
