// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which interfaces `packets` is attached to. The link pins are the truth; the map
 * `interfaces` only says which slot each of them counts in, and under which name it was
 * loaded.
 */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "kern/map.h"
#include "kern/packets.h"
#include "kern/packets_internal.h"

const struct map_spec packets_counters_spec = {
	EBPFCTL_COUNTERS_MAP,	BPF_MAP_TYPE_PERCPU_ARRAY,
	sizeof(__u32),		sizeof(struct ebpfctl_interface_counts),
	EBPFCTL_INTERFACES_MAX,
};

const struct map_spec packets_interfaces_spec = {
	EBPFCTL_INTERFACES_MAP,		  BPF_MAP_TYPE_ARRAY,	  sizeof(__u32),
	sizeof(struct ebpfctl_interface), EBPFCTL_INTERFACES_MAX,
};

#define PIN_PREFIX "xdp_"

const struct map_spec packets_sizes_spec = {
	EBPFCTL_SIZES_MAP,	BPF_MAP_TYPE_PERCPU_ARRAY,
	sizeof(__u32),		sizeof(struct ebpfctl_size_counts),
	EBPFCTL_INTERFACES_MAX,
};

bool packets_has_sizes(const char *directory)
{
	return pins_has(directory, PINS_MAPS, EBPFCTL_SIZES_MAP);
}

/* Never from the interface's name: bpffs refuses dots, and names change. */
char *packets_pin_name(uint64_t netns_ino, uint32_t ifindex)
{
	return memory_format(PIN_PREFIX "%" PRIu64 "_%" PRIu32, netns_ino, ifindex);
}

/*
 * A link does not tell its network namespace. In ours, the program on the interface of
 * that index is the link's own, or else the interface has left.
 */
static enum link_health health_of(const struct bpf_link_info *info,
				  const struct ebpfctl_interface *record)
{
	struct netif_xdp xdp = {0};
	char name[EBPFCTL_IFNAME_LEN];

	if (!info->xdp.ifindex)
		return LINK_INTERFACE_GONE;
	if (record->netns_ino != netif_netns())
		return LINK_OK;
	if (!netif_name(info->xdp.ifindex, name))
		return LINK_INTERFACE_MOVED;
	if (netif_query_xdp(info->xdp.ifindex, &xdp) && xdp.native_id != info->prog_id &&
	    xdp.generic_id != info->prog_id)
		return LINK_INTERFACE_MOVED;
	return strcmp(name, record->ifname) ? LINK_INTERFACE_RENAMED : LINK_OK;
}

/* What can be told without looking at the link, which only root may. */
static enum link_health health_unseen(const struct ebpfctl_interface *record)
{
	char name[EBPFCTL_IFNAME_LEN];
	struct netif_xdp xdp = {0};

	if (record->netns_ino != netif_netns())
		return LINK_OK;
	if (!netif_name(record->ifindex, name))
		return LINK_INTERFACE_GONE;
	if (netif_query_xdp(record->ifindex, &xdp) && !xdp.native_id && !xdp.generic_id)
		return LINK_INTERFACE_GONE;
	return strcmp(name, record->ifname) ? LINK_INTERFACE_RENAMED : LINK_OK;
}

static void ask_link(const char *directory, struct packets_link *link)
{
	char *path AUTO_FREE = pins_path(directory, PINS_LINKS, link->pin);
	struct error error AUTO_ERROR = {0};
	struct bpf_link_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_LINK, HANDLE_WRITE, &fd, &error)) {
		if (error.number == EACCES)
			link->health = health_unseen(&link->record);
		return;
	}
	if (handle_link_info(fd, &info) || info.type != BPF_LINK_TYPE_XDP)
		return;
	link->link_id = info.id;
	link->health = health_of(&info, &link->record);
}

static bool has_name(const struct pin_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->names[i], name))
			return true;
	return false;
}

static void add_link(struct packets_links *links, uint32_t slot, char *pin,
		     const struct ebpfctl_interface *record)
{
	struct packets_link *link;

	links->links =
		memory_resize(links->links, links->count + 1, sizeof(*links->links));
	link = &links->links[links->count++];
	*link = (struct packets_link){.slot = slot, .pin = pin, .record = *record};
	link->record.ifname[sizeof(link->record.ifname) - 1] = '\0';
}

int packets_read_record(int interfaces_fd, uint32_t slot,
			struct ebpfctl_interface *ret_record, struct error *error)
{
	if (!map_read(interfaces_fd, &slot, ret_record))
		return 0;
	return error_set_errno(error, errno, "cannot read the map '%s'",
			       EBPFCTL_INTERFACES_MAP);
}

int packets_read_links(const char *directory, int interfaces_fd,
		       struct packets_links *ret_links, struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct packets_links links AUTO_PACKETS_LINKS = {0};
	struct ebpfctl_interface record;

	if (pins_list(directory, PINS_LINKS, &names, error))
		return -1;
	for (uint32_t slot = 0; slot < EBPFCTL_INTERFACES_MAX; slot++) {
		char *pin AUTO_FREE = NULL;

		if (packets_read_record(interfaces_fd, slot, &record, error))
			return -1;
		if (!record.ifindex)
			continue;
		pin = packets_pin_name(record.netns_ino, record.ifindex);
		if (!has_name(&names, pin))
			continue;
		add_link(&links, slot, pin, &record);
		ask_link(directory, &links.links[links.count - 1]);
		pin = NULL;
	}
	*ret_links = links;
	links = (struct packets_links){0};
	return 0;
}

int packets_remove_orphans(const char *directory, struct error *error)
{
	struct pin_names links AUTO_PIN_NAMES = {0};
	struct pin_names programs AUTO_PIN_NAMES = {0};

	if (pins_list(directory, PINS_LINKS, &links, error) ||
	    pins_list(directory, PINS_PROGRAMS, &programs, error))
		return -1;
	for (size_t i = 0; i < programs.count; i++) {
		const char *name = programs.names[i];
		char *path AUTO_FREE = pins_path(directory, PINS_PROGRAMS, name);

		if (strncmp(name, PIN_PREFIX, strlen(PIN_PREFIX)) ||
		    has_name(&links, name))
			continue;
		if (pins_unpin(path, error))
			return -1;
	}
	return 0;
}

void packets_links_release(struct packets_links *links)
{
	for (size_t i = 0; i < links->count; i++)
		free(links->links[i].pin);
	free(links->links);
	*links = (struct packets_links){0};
}

const struct packets_link *packets_find_link(const struct packets_links *links,
					     const struct netif *netif)
{
	char *pin AUTO_FREE = packets_pin_name(netif_netns(), netif->ifindex);

	for (size_t i = 0; i < links->count; i++)
		if (!strcmp(links->links[i].pin, pin))
			return &links->links[i];
	return NULL;
}

bool packets_is_attached(const struct packets_link *link)
{
	return link &&
	       (link->health == LINK_OK || link->health == LINK_INTERFACE_RENAMED);
}
