// SPDX-License-Identifier: GPL-2.0-or-later
/* What the driver of an interface says about XDP, by the generic netlink family netdev. */
#include "kern/netdev_features.h"

#include <linux/genetlink.h>
#include <string.h>

#include "kern/netlink.h"

/* linux/netdev.h, which older headers lack: part of the kernel's ABI from 6.3 on */
#define FAMILY "netdev"
#define FAMILY_VERSION 1
#define COMMAND_GET 1	    /* NETDEV_CMD_DEV_GET */
#define ATTRIBUTE_IFINDEX 1 /* NETDEV_A_DEV_IFINDEX */
#define ATTRIBUTE_XDP 3	    /* NETDEV_A_DEV_XDP_FEATURES */
#define XDP_BASIC 1	    /* NETDEV_XDP_ACT_BASIC */
#define XDP_RX_SG 32	    /* NETDEV_XDP_ACT_RX_SG */

static void take_family(const struct nlmsghdr *message, void *context)
{
	const void *id =
		netlink_find(message, GENL_HDRLEN, CTRL_ATTR_FAMILY_ID, sizeof(uint16_t));

	if (id)
		memcpy(context, id, sizeof(uint16_t));
}

/* 0 where this kernel has no such family. */
static uint16_t family_id(void)
{
	const struct genlmsghdr get = {.cmd = CTRL_CMD_GETFAMILY, .version = 1};
	struct netlink_request request;
	uint16_t id = 0;

	netlink_begin(&request, GENL_ID_CTRL, 0, &get, sizeof(get));
	netlink_add_text(&request, CTRL_ATTR_FAMILY_NAME, FAMILY);
	return netlink_ask(NETLINK_GENERIC, &request, take_family, &id) ? 0 : id;
}

struct answer {
	bool has_bits;
	uint64_t bits;
};

static void take_features(const struct nlmsghdr *message, void *context)
{
	struct answer *answer = context;
	const void *bits =
		netlink_find(message, GENL_HDRLEN, ATTRIBUTE_XDP, sizeof(answer->bits));

	if (!bits)
		return;
	memcpy(&answer->bits, bits, sizeof(answer->bits));
	answer->has_bits = true;
}

bool netdev_features_read(uint32_t ifindex, struct netdev_features *ret_features)
{
	const struct genlmsghdr get = {.cmd = COMMAND_GET, .version = FAMILY_VERSION};
	struct netlink_request request;
	struct answer answer = {0};
	uint16_t family = family_id();

	if (!family)
		return false;
	netlink_begin(&request, family, 0, &get, sizeof(get));
	netlink_add(&request, ATTRIBUTE_IFINDEX, &ifindex, sizeof(ifindex));
	if (netlink_ask(NETLINK_GENERIC, &request, take_features, &answer) ||
	    !answer.has_bits)
		return false;
	ret_features->has_native = answer.bits & XDP_BASIC;
	ret_features->has_multi_buffer = answer.bits & XDP_RX_SG;
	return true;
}
