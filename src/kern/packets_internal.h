/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of `packets` share; for no one else. */
#ifndef KERN_PACKETS_INTERNAL_H
#define KERN_PACKETS_INTERNAL_H

#include "kern/packets.h"

/* "xdp_NETNS_IFINDEX"; owned by the caller. */
char *packets_pin_name(uint64_t netns_ino, uint32_t ifindex);

/* The link of the interface NETIF in this network namespace, or NULL. */
const struct packets_link *packets_find_link(const struct packets_links *links,
					     const struct netif *netif);

/* Whether LINK (may be NULL) is attached to the interface that it is named after. */
bool packets_is_attached(const struct packets_link *link);

/* The open maps of the probe that an interface is added to. */
struct packets_target {
	const char *directory; /* of the probe, or of the stage */
	int counters_fd;
	int interfaces_fd;
};

/*
 * Loads a program for NETIF with SLOT, attaches it in WANTED mode, and pins both: the
 * link's pin is the commit. RESULT tells the mode and what the user should know. On
 * failure nothing of it is left.
 */
int packets_attach(const struct packets_target *target, const struct netif *netif,
		   uint32_t slot, enum ebpfctl_xdp_mode wanted,
		   struct interface_result *result, struct error *error);

/*
 * Removes the programs of interfaces that have no link: of a command that died between the
 * two. The lock is held.
 */
int packets_remove_orphans(const char *directory, struct error *error);

/* Takes the interface of LINK away again; no RCU wait. */
int packets_detach(const char *directory, const char *pin, struct error *error);

#endif
