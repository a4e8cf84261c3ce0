// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Links that a replacement goes on with: the kernel can give them another program, and so there
 * is no moment without one. running_become() does that, when all of the stage is ready.
 */
#include <linux/if_link.h>
#include <string.h>

#include "base/memory.h"
#include "kern/own_internal.h"
#include "kern/pins.h"
#include "kern/running.h"

/* Of links/NAME in the loaded probe; -1 where it is not there. */
static int read_link(const char *directory, const char *name,
		     struct bpf_link_info *ret_info)
{
	char *path AUTO_FREE = pins_path(directory, PINS_LINKS, name);
	struct error ignored AUTO_ERROR = {0};
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_LINK, HANDLE_WRITE, &fd, &ignored))
		return -1;
	return handle_link_info(fd, ret_info);
}

static bool is_certain_in(const char *directory, const char *link)
{
	struct pin_names programs AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};

	return !pins_list(directory, PINS_PROGRAMS, &programs, &ignored) &&
	       running_is_certain(&programs, link);
}

/* The link NAME of the loaded probe, where its name tells whose it is before and after. */
static int find(const struct own_attachment *at, const char *name,
		struct bpf_link_info *ret_info)
{
	if (!at->replaced || !is_certain_in(at->replaced, name) ||
	    !is_certain_in(at->stage, name))
		return -1;
	return read_link(at->replaced, name, ret_info);
}

static int keep(const struct own_attachment *at, const char *name, struct error *error)
{
	return pins_copy(at->replaced, at->stage, PINS_LINKS, name, error);
}

/*
 * In which mode the program PROGRAM_ID is attached to IFINDEX; AUTO where it is not: the link's
 * interface can have moved away, and another one have its number.
 */
static enum ebpfctl_xdp_mode mode_of(uint32_t ifindex, uint32_t program_id)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, options);

	if (bpf_xdp_query((int)ifindex, 0, &options))
		return EBPFCTL_XDP_AUTO;
	if (options.drv_prog_id == program_id)
		return EBPFCTL_XDP_NATIVE;
	return options.skb_prog_id == program_id ? EBPFCTL_XDP_GENERIC : EBPFCTL_XDP_AUTO;
}

int own_keep_xdp(struct own_attachment *at, uint32_t ifindex, const char *suffix,
		 enum ebpfctl_xdp_mode *ret_mode, struct error *error)
{
	char *name AUTO_FREE =
		memory_format("%s_%s", bpf_program__name(at->program), suffix);
	enum ebpfctl_xdp_mode mode;
	struct bpf_link_info info;

	*ret_mode = EBPFCTL_XDP_AUTO;
	if (find(at, name, &info) || info.type != BPF_LINK_TYPE_XDP ||
	    info.xdp.ifindex != ifindex)
		return 0;
	mode = mode_of(ifindex, info.prog_id);
	if (mode == EBPFCTL_XDP_AUTO ||
	    (at->wishes->mode != EBPFCTL_XDP_AUTO && at->wishes->mode != mode))
		return 0;
	*ret_mode = mode;
	return keep(at, name, error);
}

bool own_holds_xdp(const struct own_attachment *at, uint32_t ifindex)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};
	struct bpf_link_info info;

	if (!at->replaced || pins_list(at->replaced, PINS_LINKS, &names, &ignored))
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (!read_link(at->replaced, names.names[i], &info) &&
		    info.type == BPF_LINK_TYPE_XDP && info.xdp.ifindex == ifindex &&
		    mode_of(ifindex, info.prog_id) != EBPFCTL_XDP_AUTO)
			return true;
	return false;
}

int own_keep_cgroup(const struct own_attachment *at, uint64_t cgroup_id,
		    bool *ret_is_kept, struct error *error)
{
	const char *name = bpf_program__name(at->program);
	struct bpf_link_info info;

	*ret_is_kept =
		!find(at, name, &info) && info.type == BPF_LINK_TYPE_CGROUP &&
		info.cgroup.cgroup_id == cgroup_id &&
		info.cgroup.attach_type == bpf_program__expected_attach_type(at->program);
	return *ret_is_kept ? keep(at, name, error) : 0;
}

int own_keep_netns(const struct own_attachment *at, uint64_t netns_ino, bool *ret_is_kept,
		   struct error *error)
{
	const char *name = bpf_program__name(at->program);
	struct bpf_link_info info;

	*ret_is_kept =
		!find(at, name, &info) && info.type == BPF_LINK_TYPE_NETNS &&
		info.netns.netns_ino == netns_ino &&
		info.netns.attach_type == bpf_program__expected_attach_type(at->program);
	return *ret_is_kept ? keep(at, name, error) : 0;
}

/* ---- what cannot be given another program ---- */

static bool is_kept_type(uint32_t type)
{
	return type == BPF_LINK_TYPE_XDP || type == BPF_LINK_TYPE_CGROUP ||
	       type == BPF_LINK_TYPE_NETNS || type == BPF_LINK_TYPE_ITER;
}

static bool has_link_to_detach(const char *directory)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};
	struct bpf_link_info info;

	if (pins_list(directory, PINS_LINKS, &names, &ignored))
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (!read_link(directory, names.names[i], &info) &&
		    !is_kept_type(info.type))
			return true;
	return false;
}

bool own_runs_beside(const struct own *own)
{
	const struct own_hook *hook = own->hooks;
	struct bpf_program *program;
	bool is_attached = false;

	bpf_object__for_each_program(program, own->object) {
		is_attached |= hook->kind && own_hook_is_added(hook);
		hook++;
	}
	return is_attached && has_link_to_detach(own->replaced);
}
