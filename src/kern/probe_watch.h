/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a probe is still loaded, for one that has given up its rights. */
#ifndef KERN_PROBE_WATCH_H
#define KERN_PROBE_WATCH_H

#include <stdbool.h>

#include "kern/pins.h"

struct probe_watch {
	int fd;		   /* readable when there is something to look at; -1: none */
	const char *probe; /* of the caller */
	int count;	   /* directories of the probe's name; 2 within a replacement */
	bool is_unloaded;  /* there was none */
	bool is_removed;   /* and what it became is gone too: its links are closed */
	int places;	   /* what is watched for the reader's place; -1: nothing */
	bool is_replaced;  /* by one that sends elsewhere; then is_unloaded, too */
};

/* PROBE is loaded. The caller ends it: probe_watch_end(). */
int probe_watch_begin(const struct pins *pins, const char *probe,
		      struct probe_watch *ret_watch, struct error *error);
/* And whether the place of its reader is taken away: what it has sent has no more to come. */
int probe_watch_place(const struct pins *pins, struct probe_watch *watch,
		      struct error *error);
void probe_watch_end(struct probe_watch *watch);

/* What was renamed and removed since the last look. */
void probe_watch_look(struct probe_watch *watch);

#endif
