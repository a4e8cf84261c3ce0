// SPDX-License-Identifier: GPL-2.0-or-later
/* Classifiers of tc. */
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "base/memory.h"
#include "kern/handle.h"
#include "kern/map.h"
#include "kern/netlink.h"
#include "kern/netns.h"
#include "kern/pins.h"
#include "kern/tc_internal.h"

/* Behind those whose place tc(8) chooses, from 49152 downwards. */
#define PRIORITY 60000
#define RECORDS_MAX 65536

static int pin_records(int fd, const char *stage, struct error *error)
{
	char *path AUTO_FREE = pins_path(stage, NULL, EBPFCTL_FILTERS_MAP);

	return pins_pin(fd, path, error);
}

int tc_make_records(const char *stage, size_t count, struct error *error)
{
	int fd AUTO_CLOSE =
		bpf_map_create(BPF_MAP_TYPE_ARRAY, EBPFCTL_FILTERS_MAP, sizeof(__u32),
			       sizeof(struct ebpfctl_tc_filter), (__u32)count, NULL);

	if (fd < 0)
		return error_set_errno(error, errno, "cannot make the map '%s'",
				       EBPFCTL_FILTERS_MAP);
	return pin_records(fd, stage, error);
}

/* *ret_rows is 0 where what is there is not ours; where there is none, that is an error. */
static int open_records(const char *path, int *ret_fd, uint32_t *ret_rows,
			struct error *error)
{
	int fd AUTO_CLOSE = -1;
	struct bpf_map_info info;

	*ret_rows = 0;
	if (handle_open(path, HANDLE_MAP, HANDLE_READ, &fd, error)) {
		if (error->number)
			return -1;
		error_clear(error);
		return 0;
	}
	if (handle_map_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	if (info.type != BPF_MAP_TYPE_ARRAY || info.key_size != sizeof(__u32) ||
	    info.max_entries > RECORDS_MAX ||
	    info.value_size != sizeof(struct ebpfctl_tc_filter))
		return 0;
	*ret_rows = info.max_entries;
	*ret_fd = take_fd(&fd);
	return 0;
}

static int read_records(const char *path, struct ebpfctl_tc_filter **ret_records,
			size_t *ret_count, struct error *error)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count = 0;
	uint32_t rows;
	int fd AUTO_CLOSE = -1;

	if (open_records(path, &fd, &rows, error))
		return -1;
	records = memory_new(rows, sizeof(*records));
	for (__u32 row = 0; row < rows; row++) {
		struct ebpfctl_tc_filter *record = &records[count];

		if (map_read(fd, &row, record))
			return error_set_errno(error, errno, "cannot read the map '%s'",
					       EBPFCTL_FILTERS_MAP);
		record->ifname[sizeof(record->ifname) - 1] = '\0';
		count += record->ifindex != 0;
	}
	*ret_count = count;
	*ret_records = records;
	records = NULL;
	return 0;
}

int tc_read_records(const char *directory, struct ebpfctl_tc_filter **ret_records,
		    size_t *ret_count, struct error *error)
{
	char *path AUTO_FREE = pins_path(directory, NULL, EBPFCTL_FILTERS_MAP);

	*ret_records = NULL;
	*ret_count = 0;
	if (!read_records(path, ret_records, ret_count, error))
		return 0;
	if (error->number != ENOENT)
		return -1;
	error_clear(error);
	return 0;
}

int tc_write_record(const char *stage, size_t row, const struct ebpfctl_tc_filter *record,
		    struct error *error)
{
	__u32 key = (__u32)row;
	char *path AUTO_FREE = pins_path(stage, NULL, EBPFCTL_FILTERS_MAP);
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_MAP, HANDLE_WRITE, &fd, error))
		return -1;
	if (map_write(fd, &key, record))
		return error_set_errno(error, errno, "cannot write the map '%s'",
				       EBPFCTL_FILTERS_MAP);
	return 0;
}

/* ---- the qdisc and its filters ---- */

static void note_message(const struct nlmsghdr *message, void *context)
{
	(void)message;
	*(bool *)context = true;
}

struct qdisc_search {
	uint32_t ifindex;
	bool has_clsact;
};

static void look_at_qdisc(const struct nlmsghdr *message, void *context)
{
	struct qdisc_search *search = context;
	struct tcmsg body;

	if (message->nlmsg_type != RTM_NEWQDISC ||
	    message->nlmsg_len < NLMSG_LENGTH(sizeof(body)))
		return;
	memcpy(&body, (const char *)message + NLMSG_HDRLEN, sizeof(body));
	if (body.tcm_ifindex == (int)search->ifindex && body.tcm_parent == TC_H_CLSACT)
		search->has_clsact = true;
}

/* What cannot be asked counts as there: then it stays. */
static bool has_clsact(uint32_t ifindex)
{
	const struct tcmsg body = {.tcm_ifindex = (int)ifindex};
	struct qdisc_search search = {.ifindex = ifindex};
	struct netlink_request request;

	netlink_begin(&request, RTM_GETQDISC, NLM_F_DUMP, &body, sizeof(body));
	return netlink_ask(NETLINK_ROUTE, &request, look_at_qdisc, &search) ||
	       search.has_clsact;
}

/* *FOUND is left as it is where PARENT has none. */
static int find_filters(uint32_t ifindex, uint32_t parent, bool *found)
{
	const struct tcmsg body = {
		.tcm_ifindex = (int)ifindex,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, parent),
	};
	struct netlink_request request;

	netlink_begin(&request, RTM_GETTFILTER, NLM_F_DUMP, &body, sizeof(body));
	return netlink_ask(NETLINK_ROUTE, &request, note_message, found);
}

/* EINVAL is what the kernel says where there is no filter at all, and to a wrong question. */
int tc_find_program_here(const struct ebpfctl_tc_filter *record, uint32_t *ret_id)
{
	TC_HOOK(hook, record);
	LIBBPF_OPTS(bpf_tc_opts, options, .handle = tc_handle(record),
		    .priority = record->priority);
	int result = bpf_tc_query(&hook, &options);
	bool has_any = false;

	*ret_id = result ? 0 : options.prog_id;
	if (result == -EINVAL &&
	    !find_filters(record->ifindex,
			  record->is_egress ? TC_H_MIN_EGRESS : TC_H_MIN_INGRESS,
			  &has_any) &&
	    !has_any)
		return 0;
	return result == -ENOENT || result == -ENODEV ? 0 : result;
}

bool tc_is_attached(const char *directory, const struct ebpfctl_tc_filter *record)
{
	struct error ignored AUTO_ERROR = {0};
	bool is_ours = false;
	uint32_t now;
	int back;

	if (netns_enter(record->netns_ino, &back))
		return false;
	tc_find_program_here(record, &now);
	netns_leave(back);
	return now == record->program_id ||
	       (!tc_is_ours(directory, record, now, &is_ours, &ignored) && is_ours);
}

/* Another one of ours on it, or someone else's, keeps it. Where it is not there all is well. */
static int remove_qdisc_here(const struct ebpfctl_tc_filter *record)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)record->ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	bool is_used = !record->made_clsact;
	int result;

	if (find_filters(record->ifindex, TC_H_MIN_INGRESS, &is_used) ||
	    find_filters(record->ifindex, TC_H_MIN_EGRESS, &is_used))
		return -errno;
	result = is_used ? 0 : bpf_tc_hook_destroy(&hook);
	return result && has_clsact(record->ifindex) ? result : 0;
}

static int detach_here(const struct ebpfctl_tc_filter *record)
{
	TC_HOOK(hook, record);
	LIBBPF_OPTS(bpf_tc_opts, options, .handle = tc_handle(record),
		    .priority = record->priority);
	uint32_t now;
	int result = tc_find_program_here(record, &now);

	if (!result && now == record->program_id)
		result = bpf_tc_detach(&hook, &options);
	return result;
}

/* A namespace that is not found has ended, with its interfaces and their filters. */
static int in_its_netns(const struct ebpfctl_tc_filter *record,
			int (*function)(const struct ebpfctl_tc_filter *record),
			struct error *error)
{
	int back, result;

	if (netns_enter(record->netns_ino, &back)) {
		result = errno == ENOENT ? 0 : -errno;
	} else {
		result = function(record);
		netns_leave(back);
	}
	return result ? error_set_errno(error, -result, "cannot detach from '%s'",
					record->ifname) :
			0;
}

int tc_remove_all(const char *directory, struct error *error)
{
	char *path AUTO_FREE = pins_path(directory, NULL, EBPFCTL_FILTERS_MAP);
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	if (read_records(path, &records, &count, error)) {
		if (error->number != ENOENT)
			return -1;
		error_clear(error);
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		if (in_its_netns(&records[i], detach_here, error))
			return -1;
	for (size_t i = 0; i < count; i++)
		if (in_its_netns(&records[i], remove_qdisc_here, error))
			return -1;
	return pins_unpin(path, error);
}

int tc_attach(const char *stage, size_t row, const struct tc_place *place, int program_fd,
	      struct error *error)
{
	const struct netif *netif = place->netif;
	struct ebpfctl_tc_filter record = {
		.netns_ino = netif_netns(),
		.ifindex = netif->ifindex,
		.is_egress = place->is_egress,
		.priority = PRIORITY,
		.made_clsact = place->made_clsact || !has_clsact(netif->ifindex),
	};
	TC_HOOK(hook, &record);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = program_fd, .priority = PRIORITY);
	struct bpf_prog_info info;
	int result;

	memcpy(record.ifname, netif->name, sizeof(record.ifname));
	if (handle_program_info(program_fd, &info))
		return error_set_errno(error, errno, "%s", netif->name);
	options.handle = record.program_id = info.id;
	if (tc_write_record(stage, row, &record, error))
		return -1;
	result = bpf_tc_hook_create(&hook);
	if (!result || result == -EEXIST)
		result = bpf_tc_attach(&hook, &options);
	return result ? error_set_errno(error, -result, "%s", netif->name) : 0;
}
