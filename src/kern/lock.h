/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An exclusive flock with a bounded wait. */
#ifndef KERN_LOCK_H
#define KERN_LOCK_H

#include "base/error.h"

/*
 * Takes an exclusive flock on FD, a directory called PATH, within TIMEOUT_MS. -1 with
 * the holder's pid in the message when it cannot be had; closing FD releases it.
 */
int lock_take(int fd, const char *path, unsigned int timeout_ms, struct error *error);

/*
 * The same without waiting: 0 taken, 1 when somebody else has it: *ret_pid is that process,
 * or 0 where that is not known.
 */
int lock_try(int fd, int *ret_pid);

#endif
