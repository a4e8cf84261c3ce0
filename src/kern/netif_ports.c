// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interfaces that stand on top of others, from one dump of all links by rtnetlink(7):
 * sysfs may be that of another network namespace.
 */
#include "kern/netif_ports.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strbuf.h"

#define KIND_LEN 16
#define ANSWER_SIZE 32768 /* what the kernel fills at most in one part of a dump */

/* What one link says about itself. (No const below: the macros of rtnetlink(3) drop it.) */
struct link_facts {
	uint32_t ifindex, master, below;
	char name[IF_NAMESIZE];
	char kind[KIND_LEN];
};

/* The interface that is asked about, and the ports that were found. */
struct search {
	uint32_t ifindex;
	uint32_t below; /* of a VLAN: what it stands on */
	char kind[KIND_LEN];
	struct strbuf ports;
};

static void copy_text(char *to, size_t size, struct rtattr *attribute)
{
	snprintf(to, size, "%.*s", (int)RTA_PAYLOAD(attribute),
		 (const char *)RTA_DATA(attribute));
}

static uint32_t read_index(struct rtattr *attribute)
{
	uint32_t index = 0;

	if (RTA_PAYLOAD(attribute) >= sizeof(index))
		memcpy(&index, RTA_DATA(attribute), sizeof(index));
	return index;
}

static void read_kind(struct rtattr *info, struct link_facts *facts)
{
	int left = (int)RTA_PAYLOAD(info);

	for (struct rtattr *inner = RTA_DATA(info); RTA_OK(inner, left);
	     inner = RTA_NEXT(inner, left))
		if (inner->rta_type == IFLA_INFO_KIND)
			copy_text(facts->kind, sizeof(facts->kind), inner);
}

static void read_attribute(struct rtattr *attribute, struct link_facts *facts)
{
	switch (attribute->rta_type) {
	case IFLA_IFNAME:
		copy_text(facts->name, sizeof(facts->name), attribute);
		break;
	case IFLA_MASTER:
		facts->master = read_index(attribute);
		break;
	case IFLA_LINK:
		facts->below = read_index(attribute);
		break;
	case IFLA_LINKINFO:
		read_kind(attribute, facts);
		break;
	}
}

static struct link_facts read_link(struct nlmsghdr *message)
{
	struct ifinfomsg *link = NLMSG_DATA(message);
	int left = (int)IFLA_PAYLOAD(message);
	struct link_facts facts = {.ifindex = (uint32_t)link->ifi_index};

	for (struct rtattr *attribute = IFLA_RTA(link); RTA_OK(attribute, left);
	     attribute = RTA_NEXT(attribute, left))
		read_attribute(attribute, &facts);
	return facts;
}

static void note_link(struct nlmsghdr *message, struct search *search)
{
	struct link_facts facts = read_link(message);

	if (facts.ifindex == search->ifindex) {
		search->below = facts.below;
		memcpy(search->kind, facts.kind, sizeof(search->kind));
	} else if (facts.master == search->ifindex) {
		strbuf_add(&search->ports, search->ports.length ? ", " : "");
		strbuf_add(&search->ports, facts.name);
	}
}

/* One part of the dump; false when it was the last one. */
static bool read_part(int fd, struct search *search)
{
	void *answer AUTO_FREE = memory_new(1, ANSWER_SIZE);
	ssize_t length = recv(fd, answer, ANSWER_SIZE, 0);
	struct nlmsghdr *message = answer;

	if (length <= 0)
		return false;
	for (unsigned int left = (unsigned int)length; NLMSG_OK(message, left);
	     message = NLMSG_NEXT(message, left)) {
		if (message->nlmsg_type == NLMSG_DONE ||
		    message->nlmsg_type == NLMSG_ERROR)
			return false;
		if (message->nlmsg_type == RTM_NEWLINK)
			note_link(message, search);
	}
	return true;
}

static void dump_links(struct search *search)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
	} request = {
		.head =
			{
				.nlmsg_len = sizeof(request),
				.nlmsg_type = RTM_GETLINK,
				.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
			},
	};
	int fd AUTO_CLOSE = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0)
		return;
	while (read_part(fd, search))
		continue;
}

static const char *kind_words(const char *kind)
{
	static const char *const kinds[][2] = {
		{"bridge", "a bridge"},
		{"bond", "a bond"},
		{"vlan", "a VLAN device"},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kind, kinds[i][0]))
			return kinds[i][1];
	return NULL;
}

char *netif_ports_note(uint32_t ifindex)
{
	struct search search = {.ifindex = ifindex};
	char below[IF_NAMESIZE];
	const char *words;
	char *note = NULL;

	dump_links(&search);
	words = kind_words(search.kind);
	if (search.below && !search.ports.length && if_indextoname(search.below, below))
		strbuf_add(&search.ports, below);
	if (words)
		note = memory_format(
			"%s sees frames after GRO and only its own; its ports: %s", words,
			search.ports.length ? strbuf_text(&search.ports) : "none");
	strbuf_release(&search.ports);
	return note;
}
