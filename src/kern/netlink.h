/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink requests with attributes in them, and their answers (netlink(7)). */
#ifndef KERN_NETLINK_H
#define KERN_NETLINK_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

#define NETLINK_REQUEST_MAX 512

struct netlink_request {
	union {
		struct nlmsghdr head;
		char bytes[NETLINK_REQUEST_MAX];
	};
};

/* Begins a request with FLAGS, and the SIZE bytes of BODY behind the header. */
void netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags,
		   const void *body, size_t size);

/* Adds SIZE bytes to the innermost nest. What does not fit ends the process: a bug. */
void netlink_add_bytes(struct netlink_request *request, const void *bytes, size_t size);
void netlink_add(struct netlink_request *request, uint16_t type, const void *value,
		 size_t size);
void netlink_add_text(struct netlink_request *request, uint16_t type, const char *text);

/* What is added between the two is inside of an attribute of TYPE. */
size_t netlink_open_nest(struct netlink_request *request, uint16_t type);
void netlink_close_nest(struct netlink_request *request, size_t nest);

/*
 * Sends it by PROTOCOL and waits for the acknowledgement, or the end of a dump; what comes
 * before that goes to TAKE, which may be NULL. -1 with the errno that the kernel answered.
 */
int netlink_ask(int protocol, const struct netlink_request *request,
		void (*take)(const struct nlmsghdr *message, void *context),
		void *context);

/*
 * The attribute TYPE of MESSAGE, whose body is of SIZE bytes, if its value has at least
 * LENGTH bytes; else NULL.
 */
const void *netlink_find(const struct nlmsghdr *message, size_t size, uint16_t type,
			 size_t length);

/* The same for an attribute inside of the attribute NEST. */
const void *netlink_find_nested(const struct nlmsghdr *message, size_t size,
				uint16_t nest, uint16_t type, size_t length);

#endif
