// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One system call in a loop: hammer open|getppid COUNT FILE. Prints ns per round. With
 * COUNT 0 it opens FILE once a millisecond until it is killed.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void open_once(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	uint64_t count = argc == 4 ? strtoull(argv[2], NULL, 10) : 0, begin;

	if (argc != 4)
		return EXIT_FAILURE;
	/* not the name of the file: what starts this program is not ours to count */
	prctl(PR_SET_NAME, "hammering");
	while (!count) {
		open_once(argv[3]);
		usleep(1000);
	}
	begin = now_ns();
	for (uint64_t i = 0; i < count; i++) {
		if (!strcmp(argv[1], "open"))
			open_once(argv[3]);
		else
			syscall(SYS_getppid);
	}
	printf("%llu\n", (unsigned long long)((now_ns() - begin) / count));
	return EXIT_SUCCESS;
}
