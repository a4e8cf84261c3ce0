/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network interfaces of this process's network namespace, by ioctl and /proc: sysfs shows
 * those of the namespace that it was mounted in, which need not be ours.
 */
#ifndef KERN_NETIF_H
#define KERN_NETIF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ebpfctl_abi.h"

struct netif {
	char name[EBPFCTL_IFNAME_LEN];
	uint32_t ifindex;
	enum ebpfctl_first_header first_header;
};

/* The inode of this process's network namespace: its identity; 0 if it cannot be read. */
uint64_t netif_netns(void);

/* -1 with "no such interface" and, as hint, those that are up. */
int netif_find(const char *name, struct netif *ret_netif, struct error *error);

/* The name that IFINDEX has now; false when there is none. */
bool netif_name(uint32_t ifindex, char ret_name[EBPFCTL_IFNAME_LEN]);

/*
 * The interface of the default route: IPv4's with the lowest metric, else IPv6's. False
 * where there is none.
 */
bool netif_default_route(char ret_name[EBPFCTL_IFNAME_LEN]);

/* Whether NAME is up, and no loopback. */
bool netif_is_up(const char *name);

/* 0 where it cannot be asked. */
uint32_t netif_mtu(const char *name);

/* Hint: "name one with -i: eth0, veth0", from the interfaces that are up. */
void netif_hint_names(struct error *error);

/* Ids of the XDP programs on IFINDEX, 0 for none; false when it cannot be asked. */
struct netif_xdp {
	uint32_t native_id;
	uint32_t generic_id;
};

bool netif_query_xdp(uint32_t ifindex, struct netif_xdp *ret_xdp);

#endif
