// SPDX-License-Identifier: GPL-2.0-or-later
/* Working for a moment in another network namespace. */
#include "kern/netns.h"

#include <dirent.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "kern/netif.h"

#define OWN_NETNS "/proc/self/ns/net"

static void close_directory(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

/* The first of DIRECTORY/NAME/REST that is the namespace INO; -1 for none. */
static int search(const char *directory, const char *rest, uint64_t ino)
{
	DIR *open_directory CLEANUP(close_directory) = opendir(directory);
	const struct dirent *entry;

	while (open_directory && (entry = readdir(open_directory))) {
		char *path AUTO_FREE =
			memory_format("%s/%s%s", directory, entry->d_name, rest);
		struct stat info;

		if (*entry->d_name == '.' || stat(path, &info) || info.st_ino != ino)
			continue;
		return open(path, O_RDONLY | O_CLOEXEC);
	}
	return -1;
}

int netns_enter(uint64_t ino, int *ret_back)
{
	int back AUTO_CLOSE = -1, fd AUTO_CLOSE = -1;

	*ret_back = -1;
	if (ino == netif_netns())
		return 0;
	back = open(OWN_NETNS, O_RDONLY | O_CLOEXEC);
	fd = search("/run/netns", "", ino);
	if (fd < 0)
		fd = search("/proc", "/ns/net", ino);
	if (back < 0 || fd < 0 || setns(fd, CLONE_NEWNET))
		return -1;
	*ret_back = take_fd(&back);
	return 1;
}

void netns_leave(int back)
{
	if (back < 0)
		return;
	if (setns(back, CLONE_NEWNET))
		_exit(EXIT_FAILURE);
	close(back);
}
