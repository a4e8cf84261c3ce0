// SPDX-License-Identifier: GPL-2.0-or-later
/* An exclusive flock with a bounded wait. */
#include "kern/lock.h"

#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "base/clock.h"

#define RETRY_MS 20

/* The pid in the line of /proc/locks (proc_locks(5)) that names this inode; 0 for none.
 */
static int holder_pid(int fd)
{
	FILE *file AUTO_FCLOSE = fopen("/proc/locks", "re");
	char line[256];
	struct stat info;

	if (!file || fstat(fd, &info))
		return 0;
	while (fgets(line, sizeof(line), file)) {
		unsigned int major_number, minor_number;
		unsigned long inode;
		int pid;

		if (sscanf(line, "%*s FLOCK %*s WRITE %d %x:%x:%lu", &pid, &major_number,
			   &minor_number, &inode) == 4 &&
		    inode == info.st_ino && major_number == major(info.st_dev) &&
		    minor_number == minor(info.st_dev))
			return pid;
	}
	return 0;
}

static int refuse(int fd, const char *path, struct error *error)
{
	int pid = holder_pid(fd);

	if (pid > 0) {
		error_set(error, ERROR_FAILED, "cannot lock '%s': held by process %d",
			  path, pid);
		error_hint(error, "wait for it to end, or look at it: ps %d", pid);
		return -1;
	}
	return error_set(error, ERROR_FAILED, "cannot lock '%s': held by another process",
			 path);
}

int lock_take(int fd, const char *path, unsigned int timeout_ms, struct error *error)
{
	const struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};
	uint64_t end = clock_now_ns(CLOCK_MONOTONIC) + timeout_ms * 1000000ull;

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_set_errno(error, errno, "cannot lock '%s'", path);
		if (clock_now_ns(CLOCK_MONOTONIC) >= end)
			return refuse(fd, path, error);
		nanosleep(&pause, NULL);
	}
	return 0;
}

int lock_try(int fd, int *ret_pid)
{
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return 0;
	*ret_pid = holder_pid(fd);
	return 1;
}
