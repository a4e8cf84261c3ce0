// SPDX-License-Identifier: GPL-2.0-or-later
/* Netlink requests with attributes in them, and their answers. */
#include "kern/netlink.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "base/memory.h"

#define ANSWER_SIZE 32768
#define ALIGNED(size) (((size) + NLMSG_ALIGNTO - 1) & ~(size_t)(NLMSG_ALIGNTO - 1))

void netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags,
		   const void *body, size_t size)
{
	*request = (struct netlink_request){
		.head =
			{
				.nlmsg_len = NLMSG_HDRLEN,
				.nlmsg_type = type,
				.nlmsg_flags =
					(uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags),
			},
	};
	netlink_add_bytes(request, body, size);
}

void netlink_add_bytes(struct netlink_request *request, const void *bytes, size_t size)
{
	size_t length = request->head.nlmsg_len;

	if (length + ALIGNED(size) > sizeof(request->bytes))
		memory_out();
	memcpy(request->bytes + length, bytes, size);
	request->head.nlmsg_len = (uint32_t)(length + ALIGNED(size));
}

void netlink_add(struct netlink_request *request, uint16_t type, const void *value,
		 size_t size)
{
	const struct nlattr attribute = {(uint16_t)(NLA_HDRLEN + size), type};

	netlink_add_bytes(request, &attribute, sizeof(attribute));
	netlink_add_bytes(request, value, size);
}

void netlink_add_text(struct netlink_request *request, uint16_t type, const char *text)
{
	netlink_add(request, type, text, strlen(text) + 1);
}

size_t netlink_open_nest(struct netlink_request *request, uint16_t type)
{
	size_t nest = request->head.nlmsg_len;

	netlink_add(request, type, "", 0);
	return nest;
}

void netlink_close_nest(struct netlink_request *request, size_t nest)
{
	uint16_t length = (uint16_t)(request->head.nlmsg_len - nest);

	memcpy(request->bytes + nest, &length, sizeof(length));
}

/*
 * One datagram of the answer: 1 while there is more to come, 0 at its end, -1 with errno.
 * (No const below: the macros of netlink(3) drop it.)
 */
static int read_part(int fd, void *answer,
		     void (*take)(const struct nlmsghdr *message, void *context),
		     void *context)
{
	ssize_t length = recv(fd, answer, ANSWER_SIZE, 0);
	struct nlmsghdr *message = answer;

	if (length < 0)
		return -1;
	for (unsigned int left = (unsigned int)length; NLMSG_OK(message, left);
	     message = NLMSG_NEXT(message, left)) {
		if (message->nlmsg_type == NLMSG_ERROR) {
			errno = -((struct nlmsgerr *)NLMSG_DATA(message))->error;
			return errno ? -1 : 0;
		}
		if (message->nlmsg_type == NLMSG_DONE)
			return 0;
		if (take)
			take(message, context);
	}
	return 1;
}

int netlink_ask(int protocol, const struct netlink_request *request,
		void (*take)(const struct nlmsghdr *message, void *context),
		void *context)
{
	void *answer AUTO_FREE = memory_new(1, ANSWER_SIZE);
	int fd AUTO_CLOSE = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	int result = 1;

	if (fd < 0 || send(fd, request->bytes, request->head.nlmsg_len, 0) < 0)
		return -1;
	while (result > 0)
		result = read_part(fd, answer, take, context);
	return result;
}

/* Attributes from AT to END; *ret_length is that of the value. */
static const char *find_between(const char *at, const char *end, uint16_t type,
				size_t *ret_length)
{
	struct nlattr attribute;

	while ((size_t)(end - at) >= sizeof(attribute)) {
		memcpy(&attribute, at, sizeof(attribute));
		if (attribute.nla_len < NLA_HDRLEN ||
		    attribute.nla_len > (size_t)(end - at))
			return NULL;
		*ret_length = attribute.nla_len - (size_t)NLA_HDRLEN;
		if ((attribute.nla_type & NLA_TYPE_MASK) == type)
			return at + NLA_HDRLEN;
		if (ALIGNED(attribute.nla_len) > (size_t)(end - at))
			return NULL;
		at += ALIGNED(attribute.nla_len);
	}
	return NULL;
}

static const char *find(const struct nlmsghdr *message, size_t size, uint16_t type,
			size_t *ret_length)
{
	const char *bytes = (const char *)message, *end = bytes + message->nlmsg_len;
	const char *attributes = bytes + NLMSG_HDRLEN + ALIGNED(size);

	return attributes > end ? NULL : find_between(attributes, end, type, ret_length);
}

const void *netlink_find(const struct nlmsghdr *message, size_t size, uint16_t type,
			 size_t length)
{
	size_t found;
	const char *value = find(message, size, type, &found);

	return value && found >= length ? value : NULL;
}

const void *netlink_find_nested(const struct nlmsghdr *message, size_t size,
				uint16_t nest, uint16_t type, size_t length)
{
	size_t found;
	const char *value = find(message, size, nest, &found);

	if (value)
		value = find_between(value, value + found, type, &found);
	return value && found >= length ? value : NULL;
}
