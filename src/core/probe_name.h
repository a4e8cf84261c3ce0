/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of probes: which are built in, which words may be one, and which are a file. */
#ifndef CORE_PROBE_NAME_H
#define CORE_PROBE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define PROBE_PACKETS "packets"
#define PROBE_OPENS "opens"
#define PROBE_NAME_MAX 32

/* The built-in probes in the order in which they are loaded and shown, NULL at the end.
 */
extern const char *const probe_names[];

bool probe_name_is_built_in(const char *name);

/* Of the form of a name, built in or not: a letter, then `A-Za-z0-9_-`, not reserved. */
bool probe_name_is_valid(const char *name);

/* Whether WORD, an operand of load, is a file: it has a `/` or a `.`. */
bool probe_name_is_file(const char *word);

/*
 * Checks a name that the user gave as an operand, for STEP ("unload"). 0 for all that are
 * valid; -1, ERROR_USAGE, with the reason for every other.
 */
int probe_name_check(const char *step, const char *name, struct error *error);

/*
 * The name of the probe that FILE becomes: WANTED, or where that is NULL the file's base name
 * up to its first dot, with `_` for what no name has. -1, ERROR_USAGE, where that is none, or
 * one that is built in.
 */
int probe_name_of_file(const char *file, const char *wanted,
		       char ret_name[PROBE_NAME_MAX + 1], struct error *error);

#endif
