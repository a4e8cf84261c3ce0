// SPDX-License-Identifier: GPL-2.0-or-later
/* XDP links of own probes: the names of their pins, and where they are. */
#include "kern/own_interface.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "kern/netif.h"

char *own_interface_suffix(uint64_t netns_ino, uint32_t ifindex)
{
	return memory_format("%" PRIu64 "_%" PRIu32, netns_ino, ifindex);
}

/* A link does not tell its network namespace; its pin does. */
static bool is_of_our_netns(const char *pin, uint32_t ifindex)
{
	char *suffix AUTO_FREE = own_interface_suffix(netif_netns(), ifindex);
	size_t length = strlen(pin), suffix_length = strlen(suffix);

	return length > suffix_length && pin[length - suffix_length - 1] == '_' &&
	       !strcmp(pin + length - suffix_length, suffix);
}

void own_interface_find(const struct bpf_link_info *info, struct link_entry *entry)
{
	struct netif_xdp xdp = {0};

	if (!info->xdp.ifindex) {
		entry->health = LINK_INTERFACE_GONE;
		return;
	}
	if (!is_of_our_netns(entry->name, info->xdp.ifindex))
		return;
	if (!netif_query_xdp(info->xdp.ifindex, &xdp) ||
	    (xdp.native_id != info->prog_id && xdp.generic_id != info->prog_id)) {
		entry->health = LINK_INTERFACE_MOVED;
		return;
	}
	entry->mode =
		xdp.native_id == info->prog_id ? EBPFCTL_XDP_NATIVE : EBPFCTL_XDP_GENERIC;
	entry->is_interface = netif_name(info->xdp.ifindex, entry->ifname);
}
