// SPDX-License-Identifier: GPL-2.0-or-later
/* Network interfaces of this process's network namespace. */
#include "kern/netif.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/strbuf.h"
#include "kern/netlink.h"

_Static_assert(EBPFCTL_IFNAME_LEN == IFNAMSIZ, "interface names have another length");

/* linux/if_arp.h has it; glibc's net/if_arp.h does not */
#define HEADERLESS_NONE 0xfffe /* ARPHRD_NONE: tun, wireguard */
#define HEADERLESS_RAWIP 519   /* ARPHRD_RAWIP: cellular modems */

uint64_t netif_netns(void)
{
	struct stat info;

	return stat("/proc/self/ns/net", &info) ? 0 : info.st_ino;
}

static int open_socket(void)
{
	return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

static bool ask(const char *name, unsigned long request, struct ifreq *ret_answer)
{
	int fd AUTO_CLOSE = open_socket();

	*ret_answer = (struct ifreq){0};
	snprintf(ret_answer->ifr_name, sizeof(ret_answer->ifr_name), "%s", name);
	return fd >= 0 && !ioctl(fd, request, ret_answer);
}

static enum ebpfctl_first_header first_header(const char *name)
{
	struct ifreq answer;

	if (!ask(name, SIOCGIFHWADDR, &answer))
		return EBPFCTL_FIRST_UNKNOWN;
	switch (answer.ifr_hwaddr.sa_family) {
	case ARPHRD_ETHER:
	case ARPHRD_LOOPBACK:
		return EBPFCTL_FIRST_ETHERNET;
	case HEADERLESS_NONE:
	case HEADERLESS_RAWIP:
	case ARPHRD_PPP:
		return EBPFCTL_FIRST_IP;
	default:
		return EBPFCTL_FIRST_UNKNOWN;
	}
}

bool netif_is_up(const char *name)
{
	struct ifreq answer;

	return ask(name, SIOCGIFFLAGS, &answer) && answer.ifr_flags & IFF_UP &&
	       !(answer.ifr_flags & IFF_LOOPBACK);
}

uint32_t netif_mtu(const char *name)
{
	struct ifreq answer;

	return ask(name, SIOCGIFMTU, &answer) ? (uint32_t)answer.ifr_mtu : 0;
}

void netif_hint_names(struct error *error)
{
	struct if_nameindex *all = if_nameindex();
	struct strbuf names AUTO_STRBUF = {0};

	for (struct if_nameindex *one = all; one && one->if_index; one++) {
		if (!netif_is_up(one->if_name))
			continue;
		strbuf_add(&names, names.length ? ", " : ": ");
		strbuf_add(&names, one->if_name);
	}
	if (all)
		if_freenameindex(all);
	error_hint(error, "name one with -i%s",
		   names.length ? strbuf_text(&names) : "; none is up");
}

int netif_find(const char *name, struct netif *ret_netif, struct error *error)
{
	struct netif netif = {.ifindex = if_nametoindex(name)};

	if (!netif.ifindex) {
		error_set(error, ERROR_FAILED,
			  "cannot attach 'packets' to '%s': no such interface", name);
		netif_hint_names(error);
		return -1;
	}
	snprintf(netif.name, sizeof(netif.name), "%s", name);
	netif.first_header = first_header(name);
	*ret_netif = netif;
	return 0;
}

bool netif_name(uint32_t ifindex, char ret_name[EBPFCTL_IFNAME_LEN])
{
	return if_indextoname(ifindex, ret_name) != NULL;
}

static uint32_t program_in(const struct nlmsghdr *message, uint16_t type)
{
	const void *value = netlink_find_nested(message, sizeof(struct ifinfomsg),
						IFLA_XDP, type, sizeof(uint32_t));
	uint32_t id = 0;

	if (value)
		memcpy(&id, value, sizeof(id));
	return id;
}

static void take_xdp(const struct nlmsghdr *message, void *context)
{
	struct netif_xdp *xdp = context;

	xdp->native_id = program_in(message, IFLA_XDP_DRV_PROG_ID);
	xdp->generic_id = program_in(message, IFLA_XDP_SKB_PROG_ID);
}

/* Not by libbpf, which asks for all interfaces to look at one. */
bool netif_query_xdp(uint32_t ifindex, struct netif_xdp *ret_xdp)
{
	const struct ifinfomsg one = {.ifi_index = (int)ifindex};
	struct netlink_request request;
	struct netif_xdp xdp = {0};

	netlink_begin(&request, RTM_GETLINK, 0, &one, sizeof(one));
	if (netlink_ask(NETLINK_ROUTE, &request, take_xdp, &xdp))
		return false;
	*ret_xdp = xdp;
	return true;
}
