/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration files in a directory. Who can write to one decides what root loads, so each
 * has to be a regular file and no link, of root or of who runs this, and writable by nobody else;
 * and so has the directory.
 */
#ifndef KERN_CONFIG_FILES_H
#define KERN_CONFIG_FILES_H

#include <stddef.h>

#include "base/error.h"

#define CONFIG_FILE_MAX 65536 /* bytes */

struct config_file {
	char *path; /* DIRECTORY/NAME */
	char *text; /* with a NUL behind it, that is not counted */
	size_t length;
};

struct config_files {
	struct config_file *files;
	size_t count;
};

/* All that are named *.conf, sorted by name; others, and those that begin with a dot, are not
 * looked at. */
int config_files_read(const char *directory, struct config_files *ret_files,
		      struct error *error);
void config_files_release(struct config_files *files);

#endif
