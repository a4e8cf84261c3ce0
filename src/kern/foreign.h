/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What others have put into the directory of a probe: it must not go with the probe. */
#ifndef KERN_FOREIGN_H
#define KERN_FOREIGN_H

#include "base/error.h"

/*
 * 0 when all in DIRECTORY, of the loaded PROBE, can be removed with it. -1 for the first
 * thing that was put there by someone else, which ERROR names: of another kind than its
 * place, not of the build that is loaded (as far as this one knows it), a link of another
 * program, or a link that has a second name, and would stay attached. What cannot be looked
 * at is taken for our own.
 */
int foreign_check(const char *directory, const char *probe, struct error *error);

#endif
