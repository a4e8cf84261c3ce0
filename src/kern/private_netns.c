// SPDX-License-Identifier: GPL-2.0-or-later
/* A network namespace that nobody else is in. */
#include "kern/private_netns.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>

#include "kern/netlink.h"

int private_netns_enter(struct error *error)
{
	if (unshare(CLONE_NEWNET))
		return error_set_errno(error, errno, "cannot make a network namespace");
	return 0;
}

static void add_end(struct netlink_request *request, const char *name, uint32_t mtu)
{
	netlink_add_text(request, IFLA_IFNAME, name);
	netlink_add(request, IFLA_MTU, &mtu, sizeof(mtu));
}

static int make_veth(const char *name, const char *peer_name, uint32_t mtu)
{
	const struct ifinfomsg link = {0};
	struct netlink_request request;
	size_t info, data, peer;

	netlink_begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link,
		      sizeof(link));
	add_end(&request, name, mtu);
	info = netlink_open_nest(&request, IFLA_LINKINFO);
	netlink_add_text(&request, IFLA_INFO_KIND, "veth");
	data = netlink_open_nest(&request, IFLA_INFO_DATA);
	peer = netlink_open_nest(&request, VETH_INFO_PEER);
	netlink_add_bytes(&request, &link, sizeof(link));
	add_end(&request, peer_name, mtu);
	netlink_close_nest(&request, peer);
	netlink_close_nest(&request, data);
	netlink_close_nest(&request, info);
	return netlink_ask(NETLINK_ROUTE, &request, NULL, NULL);
}

/* Only now: an end without its peer cannot go up. */
static int set_up(const char *name)
{
	const struct ifinfomsg link = {
		.ifi_index = (int)if_nametoindex(name),
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP,
	};
	struct netlink_request request;

	netlink_begin(&request, RTM_SETLINK, 0, &link, sizeof(link));
	return netlink_ask(NETLINK_ROUTE, &request, NULL, NULL);
}

int private_netns_add_veth(unsigned int number, uint32_t mtu, struct netif *ret_netif,
			   struct error *error)
{
	char name[IF_NAMESIZE], peer[IF_NAMESIZE];

	snprintf(name, sizeof(name), "try%u", number);
	snprintf(peer, sizeof(peer), "peer%u", number);
	if (make_veth(name, peer, mtu) || set_up(name) || set_up(peer))
		return error_set_errno(error, errno, "cannot make a veth pair");
	return netif_find(name, ret_netif, error);
}
