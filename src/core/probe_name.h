/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of probes: which are built in, and which words may be one. */
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

/*
 * Checks a name that the user gave as an operand of COMMAND ("load"). 0 for a built-in
 * one; -1, ERROR_USAGE, with the reason for every other.
 */
int probe_name_check(const char *step, const char *name, struct error *error);

#endif
