/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls that are left to a command that has opened all it needs. */
#ifndef KERN_SANDBOX_H
#define KERN_SANDBOX_H

#include <stdbool.h>

#include "base/error.h"

/*
 * Gives up all capabilities for good, sets no_new_privs, and then all system calls but those
 * that reading what is open, waiting, and writing take: no file, socket, map or program is
 * opened any more, and no process started. With LOOKS_AGAIN files and pins can still be
 * opened for reading, as far as a user with this uid and no rights may. A call that is
 * refused fails with EPERM: a libc that makes another one must not be killed for it. A
 * failure must end the command.
 */
int sandbox_enter(bool looks_again, struct error *error);

/*
 * The same for a rehearsal, which does no harm and reaches nothing: bpf(2) succeeds without
 * doing anything, and gives descriptor 0; so does whatever opens a file. 0 must be open, and
 * stays so. Ids of what is loaded are not to be had.
 */
int sandbox_enter_trial(struct error *error);

/* A sanitizer opens files and starts threads of its own, up to the last moment. */
bool sandbox_is_instrumented(void);

#endif
