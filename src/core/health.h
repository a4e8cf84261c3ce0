/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words for how a loaded probe and its links are. */
#ifndef CORE_HEALTH_H
#define CORE_HEALTH_H

#include <stdbool.h>

enum link_health {
	LINK_OK,
	LINK_INTERFACE_GONE,	/* deleted: the link is there, attached to nothing */
	LINK_INTERFACE_MOVED,	/* to another network namespace, where it goes on counting
				 */
	LINK_INTERFACE_RENAMED, /* it goes on counting under another name */
};

enum probe_health {
	PROBE_OK,
	PROBE_INCOMPLETE,    /* a part of it is missing or attached to nothing */
	PROBE_FOREIGN,	     /* what stands there was not made by ebpfctl */
	PROBE_OTHER_VERSION, /* loaded by a version whose layouts this one does not know
			      */
};

/* Where it was attached; false as well for a moment while it is taken away. */
bool link_health_is_in_place(enum link_health health);

const char *link_health_name(enum link_health health);	/* "ok", "interface_gone", ... */
const char *link_health_words(enum link_health health); /* for people; "" when it is ok */
const char *probe_health_name(enum probe_health health); /* "ok", "incomplete", ... */

#endif
