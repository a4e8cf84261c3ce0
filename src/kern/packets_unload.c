// SPDX-License-Identifier: GPL-2.0-or-later
/* Taking one interface away from the probe `packets`. */
#include <string.h>

#include "core/probe_name.h"
#include "kern/foreign.h"
#include "kern/map.h"
#include "kern/packets_internal.h"
#include "kern/probe.h"
#include "kern/rcu.h"

static bool is_called_now(const struct ebpfctl_interface *record, const char *ifname)
{
	char now[EBPFCTL_IFNAME_LEN];

	return netif_name(record->ifindex, now) && !strcmp(now, ifname);
}

static bool was_called_at_load(const struct ebpfctl_interface *record, const char *ifname)
{
	return !strcmp(record->ifname, ifname);
}

static const struct packets_link *
find_by(const struct packets_links *links, const char *ifname,
	bool (*is_called)(const struct ebpfctl_interface *record, const char *ifname))
{
	uint64_t netns = netif_netns();

	for (size_t i = 0; i < links->count; i++)
		if (links->links[i].record.netns_ino == netns &&
		    is_called(&links->links[i].record, ifname))
			return &links->links[i];
	return NULL;
}

/* The name of now first: another interface can have taken the one that was free. */
static const struct packets_link *find_by_name(const struct packets_links *links,
					       const char *ifname)
{
	const struct packets_link *link = find_by(links, ifname, is_called_now);

	return link ? link : find_by(links, ifname, was_called_at_load);
}

int packets_unload_link(const char *directory, const struct packets_link *link,
			struct error *error)
{
	if (foreign_check(directory, PROBE_PACKETS, error) ||
	    packets_detach(directory, link->pin, error))
		return error_wrap(error, "cannot unload 'packets' from '%s'",
				  link->record.ifname);
	rcu_wait();
	return 0;
}

int packets_unload_interface(struct pins *pins, const char *ifname, struct error *error)
{
	struct packets_links links AUTO_PACKETS_LINKS = {0};
	const struct packets_link *link;
	int interfaces AUTO_CLOSE = -1;
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (probe_open(pins, "unload", PROBE_PACKETS, &path, &meta, error) ||
	    packets_remove_orphans(path, error) ||
	    map_open(path, &packets_interfaces_spec, HANDLE_READ, &interfaces, error) ||
	    packets_read_links(path, interfaces, &links, error))
		return -1;
	link = find_by_name(&links, ifname);
	if (!link)
		return error_set(error, ERROR_NOT_LOADED,
				 "cannot unload 'packets' from '%s': not loaded there",
				 ifname);
	if (links.count == 1)
		return probe_unload(pins, PROBE_PACKETS, error);
	return packets_unload_link(path, link, error);
}
