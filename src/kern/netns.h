/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Working for a moment in another network namespace, known by its inode. */
#ifndef KERN_NETNS_H
#define KERN_NETNS_H

#include <stdint.h>

#include "base/error.h"

/*
 * Enters the namespace INO, as far as a process is in it or ip(8) has named it, until
 * netns_leave(*ret_back); which does nothing where this is it. -1 with errno, and nothing has
 * changed: ENOENT where it is not found, so that it has ended.
 */
int netns_enter(uint64_t ino, int *ret_back);

/* Closes BACK; a failure to go back ends the process. */
void netns_leave(int back);

#endif
