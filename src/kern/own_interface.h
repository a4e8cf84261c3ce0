/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XDP links of own probes: how their pins are named, and where each is now. There is no
 * record of them but the pins.
 */
#ifndef KERN_OWN_INTERFACE_H
#define KERN_OWN_INTERFACE_H

#include "core/inventory.h"
#include "kern/handle.h"

/*
 * What the pin of such a link ends with, behind the program's name and a "_": the network
 * namespace's inode, and the interface there. Owned by the caller.
 */
char *own_interface_suffix(uint64_t netns_ino, uint32_t ifindex);

/*
 * Completes the ENTRY of a link that the kernel describes by INFO. Its name is the one that
 * the interface has now; in other network namespaces than this one it is not known.
 */
void own_interface_find(const struct bpf_link_info *info, struct link_entry *entry);

#endif
