/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group that may read what is loaded: the maps that stats prints, meta, and the types of an
 * own probe, by mode 0640,
 * and the directories on the way to them, by 0750. Links, programs and all other maps stay
 * root's alone: who can read a program's pin can attach it, and who can read a ring has to
 * write to it. The modes are the only record of it.
 */
#ifndef KERN_PINS_GROUP_H
#define KERN_PINS_GROUP_H

#include <stdint.h>

#include "core/group_wish.h"
#include "kern/pins.h"

/* The group that may read the probe in DIRECTORY; 0 for root alone. */
uint32_t pins_group_of(const char *directory);

/* Whether the probe in DIRECTORY is for the group that is wished. */
bool pins_is_for_group(const char *directory, const struct group_wish *wish);

/*
 * Fills ERROR with what the probe in DIRECTORY is loaded for, and what not; returns -1. OPERAND is
 * what `load` was given: its name, or a file.
 */
int pins_refuse_group(const char *directory, const char *operand,
		      const struct group_wish *wish, struct error *error);

/*
 * -1 where another probe than PROBE, which OPERAND is or becomes, is for another group: they have
 * the way in common.
 */
int pins_check_one_group(const struct pins *pins, const char *probe, const char *operand,
			 const struct group_wish *wish, struct error *error);

/*
 * What is in STAGE can be read by GID once it is renamed; and so can the way to it. The last
 * step before that, so that nobody is let in who then finds nothing. 0 changes nothing.
 */
int pins_grant(const struct pins *pins, const char *stage, uint32_t gid,
	       struct error *error);

/* The same for the stage of an own probe, of whose maps IS_READABLE tells by their type. */
int pins_grant_own(const struct pins *pins, const char *stage, uint32_t gid,
		   bool (*is_readable)(uint32_t map_type), struct error *error);

#endif
