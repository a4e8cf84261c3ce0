/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all probes have in common: their meta map, being there, and going away. */
#ifndef KERN_PROBE_H
#define KERN_PROBE_H

#include "core/meta.h"
#include "kern/pins.h"

/*
 * Makes the frozen meta map of a new load of PROBE and pins it in STAGE. The load id and
 * the time of the load are those of the counters: where these go on, they are REPLACED's,
 * which is NULL where nothing is replaced. IS_APPLIED: it is what `apply` loads.
 */
int probe_write_meta(const char *stage, const char *probe, const char *via,
		     bool is_applied, const struct meta *replaced, struct error *error);

/* The same of an own probe, which is told from others by its object and its options. */
int probe_write_own_meta(const char *stage, uint32_t object_tag, uint32_t options_tag,
			 bool is_applied, const struct meta *replaced,
			 struct error *error);

/* Reads the meta map in DIRECTORY; ERROR_FAILED where it is none that ebpfctl made. */
int probe_read_meta(const char *directory, struct meta *ret_meta, struct error *error);

/*
 * A loaded PROBE whose layouts this build knows: its directory, owned by the caller, and
 * its meta. STEP is what is to be done with it, for the message ("read"). Not loaded is
 * ERROR_NOT_LOADED; loaded with another ABI is ERROR_FAILED.
 */
int probe_open(const struct pins *pins, const char *step, const char *probe,
	       char **ret_path, struct meta *ret_meta, struct error *error);

/* 0 when META is of the very object that is in this binary; else -1 with what differs. */
int probe_check_build(const struct meta *meta, const char *probe, struct error *error);

/* Whether META is of that object, and of this version of the package. */
bool probe_is_this_build(const struct meta *meta, const char *probe);

/*
 * STAGE, which shares the links of the loaded PROBE, takes its place: first what runs, with
 * no moment without a program, then all pins at once. When it returns nothing of the old
 * one runs any more. On failure PROBE is as it was; the stage is gone in either case.
 */
int probe_replace(struct pins *pins, const char *stage, const char *probe,
		  struct error *error);

/* Puts "cannot replace 'PROBE'" in front of ERROR, and says what works; returns -1. */
int probe_cannot_replace(const char *probe, struct error *error);

/* Fills ERROR with "cannot STEP 'PROBE': not loaded"; returns -1. */
int probe_not_loaded(const char *step, const char *probe, struct error *error);

/*
 * Detaches and removes PROBE, whatever version loaded it. When this returns it is over:
 * nothing is counted any more. The lock is held.
 */
int probe_unload(struct pins *pins, const char *probe, struct error *error);

#endif
