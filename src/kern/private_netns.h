/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A network namespace that nobody else is in, to try in it what would disturb a real one.
 * It ends, with its interfaces, when this process ends, however that happens.
 */
#ifndef KERN_PRIVATE_NETNS_H
#define KERN_PRIVATE_NETNS_H

#include <stdint.h>

#include "base/error.h"
#include "kern/netif.h"

/* There is no way back: what is to be asked of the real one comes before. */
int private_netns_enter(struct error *error);

/* Makes a veth pair with MTU, up, and gives one end; -1 with errno where it is not to be
 * had. It can be called again with other names: NUMBER tells them apart. */
int private_netns_add_veth(unsigned int number, uint32_t mtu, struct netif *ret_netif,
			   struct error *error);

#endif
