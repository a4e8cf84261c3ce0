/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Working for a moment in another network namespace, known by its inode. */
#ifndef KERN_NETNS_H
#define KERN_NETNS_H

#include <stdint.h>

#include "base/error.h"

/*
 * Enters the namespace INO, as far as a process is in it or ip(8) has named it. 1 when it is
 * entered: netns_leave(*ret_back) ends that. 0 when this is it, and netns_leave() does nothing
 * then. -1 where it is not found or cannot be entered: nothing has changed.
 */
int netns_enter(uint64_t ino, int *ret_back);

/* Closes BACK; a failure to go back ends the process. */
void netns_leave(int back);

#endif
