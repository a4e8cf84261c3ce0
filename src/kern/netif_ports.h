/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interfaces that stand on top of others: bridges, bonds, VLANs. */
#ifndef KERN_NETIF_PORTS_H
#define KERN_NETIF_PORTS_H

#include <stdint.h>

/*
 * What the user should know before counting on such an interface: it sees frames after
 * GRO and only its own; and the names of its ports. NULL for any other interface; owned
 * by the caller.
 */
char *netif_ports_note(uint32_t ifindex);

#endif
