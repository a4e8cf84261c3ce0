// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preloaded, it lets one allocation fail: the one whose number stands in $NOALLOC_AT, or none.
 * Where $NOALLOC_COUNT names a file, the number of allocations is written there at the end.
 *
 * Allocations before main() are the loader's, and are neither counted nor failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

/* glibc's own, under the names that it keeps for those who replace them */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long count, failing;
static int is_started;
static int count_fd = -1;

static void __attribute__((constructor)) start(void)
{
	const char *at = getenv("NOALLOC_AT"), *path = getenv("NOALLOC_COUNT");

	/* now: later it can be that no file may be opened any more */
	if (path)
		count_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	failing = at ? strtoul(at, NULL, 10) : 0;
	is_started = 1;
}

static void __attribute__((destructor)) finish(void)
{
	is_started = 0;
	if (count_fd >= 0)
		dprintf(count_fd, "%lu\n", count);
}

static int fails(void)
{
	if (!is_started || ++count != failing)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
	return fails() ? NULL : __libc_calloc(number, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
