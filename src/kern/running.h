/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs: the programs behind links, and behind the stubs. A replacement changes that
 * in place, while what is attached stays attached. The pins say what should run; the two
 * differ only within a replacement, and after one that was killed.
 */
#ifndef KERN_RUNNING_H
#define KERN_RUNNING_H

#include "kern/pins.h"

/*
 * What DIRECTORY, of a probe or a stage, has pinned is what runs from now on: behind each link
 * that can be given another program the one that it is named after, in each filter of tc the one
 * that is written down, in each slot of `bodies` the body for it. What
 * runs already is not touched. On failure a part of it may be running.
 */
int running_become(const char *directory, struct error *error);

/* Whether the link of that name is named after one of PROGRAMS, and one only. */
bool running_is_certain(const struct pin_names *programs, const char *link);

/*
 * The same for all probes that are there and that this version knows: the end of a
 * replacement that was killed.
 */
int running_restore(const struct pins *pins, struct error *error);

#endif
