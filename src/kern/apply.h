/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making what is loaded equal to what configuration files want, by changing only what differs.
 * What apply loads is marked as such in its meta map; what no file names is unloaded only where
 * it has that mark. What a file names becomes apply's, whoever has loaded it.
 */
#ifndef KERN_APPLY_H
#define KERN_APPLY_H

#include "core/change.h"
#include "core/wanted.h"
#include "kern/pins.h"

/*
 * Each probe, and each interface, by itself: what fails is in REPORT, and the others go on. With
 * REPORT->is_plan nothing is changed; else the lock is held. -1 where it cannot be seen what is
 * loaded: then nothing was changed.
 */
int apply_wanted(struct pins *pins, const struct wanted *wanted,
		 struct change_report *report, struct error *error);

/* Only that packets is attached to IFNAME, which is one that is wanted by name. */
int apply_interface(struct pins *pins, const struct wanted *wanted, const char *ifname,
		    struct change_report *report, struct error *error);

/*
 * Only that what apply has loaded, by another build, is replaced by this one, with the options
 * and interfaces that it has.
 */
int apply_upgrade(struct pins *pins, struct change_report *report, struct error *error);

#endif
