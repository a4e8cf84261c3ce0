/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of pins share; for no one else. */
#ifndef KERN_PINS_INTERNAL_H
#define KERN_PINS_INTERNAL_H

#include "kern/pins.h"

/* An O_PATH descriptor of a directory that can be trusted; *ret_fd is -1 if there is
 * none. */
int pins_open_directory(const char *path, int *ret_fd, struct error *error);

/* Sets is_there anew. */
int pins_find_base(struct pins *pins, struct error *error);

/*
 * With mode 0700. One that is there is fine: what it is will be checked when it is
 * opened.
 */
int pins_make_directory(const char *path, struct error *error);

/* Adds the hint that a failed change of bpffs calls for; returns -1. */
int pins_explain(const struct pins *pins, struct error *error);

/* With the lock held: removes lock/ and base, if nothing else is in it. */
void pins_remove_empty_base(const struct pins *pins);

#endif
