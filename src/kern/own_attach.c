// SPDX-License-Identifier: GPL-2.0-or-later
/* Attaching the programs of own probes: keeping links, and hooks that are not the kernel's text. */
#include <string.h>

#include "base/memory.h"
#include "kern/cgroup.h"
#include "kern/link.h"
#include "kern/netif.h"
#include "kern/own_interface.h"
#include "kern/own_internal.h"
#include "kern/pins.h"
#include "kern/tc.h"
#include "kern/xdp_holder.h"

int own_keep_link(const struct own_attachment *at, int fd, const char *suffix,
		  struct error *error)
{
	const char *program = bpf_program__name(at->program);
	char *name AUTO_FREE = suffix ? memory_format("%s_%s", program, suffix) :
					memory_copy_string(program);
	char *path AUTO_FREE = pins_path(at->stage, PINS_LINKS, name);
	int link AUTO_CLOSE = fd;

	return pins_pin(link, path, error);
}

int own_refuse_errno(int number, struct error *error)
{
	error_set(error, ERROR_FAILED, "%s", error_words(number));
	error->number = number;
	return -1;
}

pid_t own_wanted_pid(const struct own_attachment *at)
{
	return at->wishes->pid ? (pid_t)at->wishes->pid : -1;
}

/* Its descriptor alone is kept: libbpf would detach what it releases. */
int own_keep_libbpf_link(const struct own_attachment *at, struct bpf_link *link,
			 const char *suffix, struct error *error)
{
	int fd = link ? bpf_link__fd(link) : -1;
	int number = errno;

	if (!link)
		return own_refuse_errno(number, error);
	bpf_link__disconnect(link);
	bpf_link__destroy(link);
	return own_keep_link(at, fd, suffix, error);
}

/* ---- interfaces ---- */

static int attach_xdp_in_mode(const struct own_attachment *at, const struct netif *netif,
			      enum ebpfctl_xdp_mode *mode, int *ret_fd)
{
	int program = bpf_program__fd(at->program);

	if (*mode != EBPFCTL_XDP_AUTO)
		return link_attach_xdp(program, netif->ifindex, *mode, ret_fd);
	*mode = EBPFCTL_XDP_NATIVE;
	if (!link_attach_xdp(program, netif->ifindex, *mode, ret_fd))
		return 0;
	if (errno == EBUSY || errno == EEXIST)
		return -1;
	*mode = EBPFCTL_XDP_GENERIC;
	return link_attach_xdp(program, netif->ifindex, *mode, ret_fd);
}

/* What was said for packets, for an own program. */
static int refuse_interface(const char *ifname, struct error *error)
{
	char *reason AUTO_FREE = memory_copy_string(error_reason(error));
	char *hint AUTO_FREE = error->hint ? memory_copy_string(error->hint) : NULL;

	error_set(error, ERROR_FAILED, "%s: %s", ifname, reason);
	if (strstr(reason, "/stage_"))
		error_hint(error,
			   "an interface takes one XDP program: --only chooses it");
	else if (hint && strstr(hint, "load packets"))
		error_hint(error, "its owner must release it; elsewhere: -i IFACE");
	else if (hint)
		error_hint(error, "%s", hint);
	return -1;
}

static int refuse_attach(const struct netif *netif, struct error *error)
{
	int number = errno;

	if (number != EBUSY && number != EEXIST)
		return error_set_errno(error, number, "%s", netif->name);
	xdp_holder_error(netif->name, netif->ifindex, error);
	return refuse_interface(netif->name, error);
}

/* Of the probe that is replaced: a link keeps its mode, and its program's name. */
static int refuse_slot(const struct own_attachment *at, const struct netif *netif,
		       struct error *error)
{
	*at->is_slot_taken = true;
	return error_set(error, ERROR_FAILED,
			 "%s: its XDP program is another, or in another mode: that is "
			 "not changed without a gap",
			 netif->name);
}

static int attach_to_interface(struct own_attachment *at, const char *ifname,
			       struct error *error)
{
	enum ebpfctl_xdp_mode mode = at->wishes->mode, kept;
	char *suffix AUTO_FREE = NULL, *hook AUTO_FREE = NULL;
	struct netif netif;
	int fd;

	if (netif_find(ifname, &netif, error))
		return refuse_interface(ifname, error);
	suffix = own_interface_suffix(netif_netns(), netif.ifindex);
	if (own_keep_xdp(at, netif.ifindex, suffix, &kept, error))
		return -1;
	if (kept != EBPFCTL_XDP_AUTO)
		mode = kept;
	else if (own_holds_xdp(at, netif.ifindex))
		return refuse_slot(at, &netif, error);
	else if (attach_xdp_in_mode(at, &netif, &mode, &fd))
		return refuse_attach(&netif, error);
	else if (own_keep_link(at, fd, suffix, error))
		return -1;
	hook = memory_format("xdp on %s, %s", ifname, xdp_mode_name(mode));
	load_result_add_program(at->result, bpf_program__name(at->program), hook, NULL);
	return 0;
}

static int needs_interface(struct error *error)
{
	error_set(error, ERROR_FAILED, "it is for an interface");
	netif_hint_names(error);
	return -1;
}

int own_attach_xdp(struct own_attachment *at, struct error *error)
{
	if (!at->wishes->ifname_count)
		return needs_interface(error);
	for (size_t i = 0; i < at->wishes->ifname_count; i++)
		if (attach_to_interface(at, at->wishes->ifnames[i], error))
			return -1;
	return 0;
}

static int attach_or_keep_filter(struct own_attachment *at, const struct netif *netif,
				 bool is_egress, struct error *error)
{
	int program = bpf_program__fd(at->program);
	struct tc_place place = {netif, is_egress, false};
	struct bpf_prog_info info;
	bool is_kept = false;

	if (handle_program_info(program, &info))
		return error_set_errno(error, errno, "%s", netif->name);
	if (at->replaced &&
	    (tc_made_clsact(at->replaced, netif_netns(), netif->ifindex,
			    &place.made_clsact, error) ||
	     tc_keep(at->replaced, bpf_program__name(at->program), at->stage,
		     *at->filter_count, &place, info.id, &is_kept, error)))
		return -1;
	return is_kept ? 0 :
			 tc_attach(at->stage, *at->filter_count, &place, program, error);
}

static int attach_filter(struct own_attachment *at, const char *ifname, bool is_egress,
			 struct error *error)
{
	const char *direction = is_egress ? "egress" : "ingress";
	char *hook AUTO_FREE = memory_format("tc %s on %s", direction, ifname);
	struct netif netif;

	if (netif_find(ifname, &netif, error))
		return refuse_interface(ifname, error);
	if (attach_or_keep_filter(at, &netif, is_egress, error))
		return -1;
	(*at->filter_count)++;
	load_result_add_program(at->result, bpf_program__name(at->program), hook, NULL);
	return 0;
}

int own_attach_tc(struct own_attachment *at, struct error *error)
{
	const char *target = at->hook->target;
	bool is_egress = !strcmp(target, "egress");

	if (*target && !is_egress && strcmp(target, "ingress"))
		return error_set(error, ERROR_FAILED, "it is neither ingress nor egress");
	if (!at->wishes->ifname_count)
		return needs_interface(error);
	for (size_t i = 0; i < at->wishes->ifname_count; i++)
		if (attach_filter(at, at->wishes->ifnames[i], is_egress, error))
			return -1;
	return 0;
}

/* ---- cgroups and network namespaces ---- */

int own_attach_cgroup(struct own_attachment *at, struct error *error)
{
	int fd AUTO_CLOSE = -1;
	bool is_kept;
	uint64_t id;

	if (!at->wishes->cgroup) {
		error_set(error, ERROR_FAILED, "it is for a cgroup");
		error_hint(error, "name its directory, with --cgroup DIR");
		return -1;
	}
	if (cgroup_find(at->wishes->cgroup, &id, error) ||
	    own_keep_cgroup(at, id, &is_kept, error))
		return -1;
	if (is_kept)
		return 0;
	fd = open(at->wishes->cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_set_errno(error, errno, "'%s'", at->wishes->cgroup);
	return own_keep_libbpf_link(at, bpf_program__attach_cgroup(at->program, fd), NULL,
				    error);
}

int own_attach_netns(struct own_attachment *at, struct error *error)
{
	int fd AUTO_CLOSE = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	bool is_kept;

	if (fd < 0)
		return error_set_errno(error, errno, "'/proc/self/ns/net'");
	if (own_keep_netns(at, netif_netns(), &is_kept, error))
		return -1;
	if (is_kept)
		return 0;
	return own_keep_libbpf_link(at, bpf_program__attach_netns(at->program, fd), NULL,
				    error);
}
