/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounts that no path leads to, such as one of tracefs where that is not mounted: each
 * ends when it is closed. Needs CAP_SYS_ADMIN.
 */
#ifndef KERN_DETACHED_MOUNT_H
#define KERN_DETACHED_MOUNT_H

#include <stddef.h>

/*
 * The root of a new mount of the file system TYPE, for reading; -1 with errno. The caller
 * closes it.
 */
int detached_mount_open(const char *type);
/* The same, to write to. What is in it ends with it, unless TYPE has only one instance. */
int detached_mount_open_writable(const char *type);

/* Reads what fits of PATH in a new mount of TYPE, terminated; -1 with errno. */
int detached_mount_read(const char *type, const char *path, char *ret_text, size_t size);

#endif
