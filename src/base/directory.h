/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading directories so that one which could not be read to its end is not taken for a
 * shorter one: readdir(3) tells that by errno alone.
 */
#ifndef BASE_DIRECTORY_H
#define BASE_DIRECTORY_H

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"

static inline bool directory_is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/*
 * The next entry but "." and ".."; NULL with errno 0 at the end, and with another where it
 * cannot be read. DIRECTORY may be NULL: errno stays what opendir(3) left.
 */
static inline struct dirent *directory_next(DIR *directory)
{
	struct dirent *entry;

	if (!directory)
		return NULL;
	do {
		errno = 0;
		entry = readdir(directory);
	} while (entry && directory_is_dots(entry->d_name));
	return entry;
}

static inline void cleanup_closedir(DIR **directory)
{
	int saved = errno;

	if (*directory)
		closedir(*directory);
	errno = saved;
}

#define AUTO_CLOSEDIR CLEANUP(cleanup_closedir)

#endif
