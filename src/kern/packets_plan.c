// SPDX-License-Identifier: GPL-2.0-or-later
/* What a load of `packets` would attach, and to what: looked up, nothing touched. */
#include <string.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/map.h"
#include "kern/packets_internal.h"
#include "kern/probe.h"

static int plan_add(struct packets_plan *plan, const char *name, struct error *error)
{
	struct netif netif;

	if (netif_find(name, &netif, error))
		return -1;
	for (size_t i = 0; i < plan->count; i++)
		if (plan->interfaces[i].ifindex == netif.ifindex)
			return 0;
	plan->interfaces = memory_resize(plan->interfaces, plan->count + 1,
					 sizeof(*plan->interfaces));
	plan->interfaces[plan->count++] = netif;
	return 0;
}

static int plan_add_default(struct packets_plan *plan, struct error *error)
{
	char name[EBPFCTL_IFNAME_LEN];

	if (netif_default_route(name))
		return plan_add(plan, name, error);
	error_set(
		error, ERROR_FAILED,
		"cannot load 'packets': there is no default route to take the interface of");
	netif_hint_names(error);
	return -1;
}

int packets_make_plan(const char *const *names, size_t count, enum ebpfctl_xdp_mode mode,
		      struct packets_plan *ret_plan, struct error *error)
{
	struct packets_plan plan AUTO_PACKETS_PLAN = {.mode = mode};

	if (!count && plan_add_default(&plan, error))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (plan_add(&plan, names[i], error))
			return -1;
	*ret_plan = plan;
	plan.interfaces = NULL;
	return 0;
}

int packets_make_replacement_plan(const struct pins *pins, const char *const *names,
				  size_t count, enum ebpfctl_xdp_mode mode,
				  struct packets_plan *ret_plan, struct error *error)
{
	struct packets_plan plan AUTO_PACKETS_PLAN = {.mode = mode};
	char *path AUTO_FREE = NULL;

	if (pins_find_probe(pins, PROBE_PACKETS, &path, error))
		return error_wrap(error, "cannot load 'packets'");
	if ((count || !path) && packets_make_plan(names, count, mode, &plan, error))
		return -1;
	plan.is_replace = true;
	*ret_plan = plan;
	plan.interfaces = NULL;
	return 0;
}

void packets_plan_release(struct packets_plan *plan)
{
	free(plan->interfaces);
	*plan = (struct packets_plan){0};
}

static int judge_if_loaded(const struct pins *pins, const struct packets_plan *plan,
			   struct packets_links *links, bool *ret_is_replaced,
			   struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	int interfaces AUTO_CLOSE = -1;
	char *path AUTO_FREE = NULL;
	struct meta meta;

	*ret_is_replaced = false;
	if (probe_open(pins, "load", PROBE_PACKETS, &path, &meta, &ignored))
		return 0;
	if (packets_judge_loaded(path, &meta, plan, ret_is_replaced, error))
		return -1;
	if (!map_open(path, &packets_interfaces_spec, HANDLE_READ, &interfaces, &ignored))
		packets_read_links(path, interfaces, links, &ignored);
	for (size_t i = 0; plan->is_replace && !plan->count && i < links->count; i++)
		if (packets_check_mode(&links->links[i], plan->mode, error))
			return -1;
	return 0;
}

static char *cost_of(enum ebpfctl_xdp_mode mode)
{
	static const char native[] =
		"native may reset the link for a moment and turns LRO off";
	static const char generic[] = "generic turns GRO off until unload";

	if (mode == EBPFCTL_XDP_AUTO)
		return memory_format("%s; %s", native, generic);
	return memory_copy_string(mode == EBPFCTL_XDP_NATIVE ? native : generic);
}

static bool is_listed(const struct load_result *result, const struct packets_link *link)
{
	for (size_t i = 0; i < result->interface_count; i++)
		if (!strcmp(result->interfaces[i].ifname, link->record.ifname))
			return true;
	return false;
}

static int preview_interface(const struct packets_links *links,
			     const struct packets_plan *plan, const struct netif *netif,
			     struct load_result *result, struct error *error)
{
	const struct packets_link *link = packets_find_link(links, netif);
	struct interface_result *one = load_result_add_interface(result, netif->name);

	one->was_there = packets_is_attached(link);
	one->mode = one->was_there ? link->record.mode : plan->mode;
	one->note = one->was_there ? NULL : cost_of(plan->mode);
	return one->was_there ? packets_check_mode(link, plan->mode, error) : 0;
}

static void preview_others(const struct packets_links *links, struct load_result *result)
{
	for (size_t i = 0; i < links->count; i++) {
		const struct packets_link *link = &links->links[i];
		struct interface_result *one;

		if (is_listed(result, link))
			continue;
		one = load_result_add_interface(result, link->record.ifname);
		one->mode = link->record.mode;
		one->was_there = true;
	}
}

int packets_preview(const struct pins *pins, const struct packets_plan *plan,
		    struct load_result *result, struct error *error)
{
	struct packets_links links AUTO_PACKETS_LINKS = {0};
	size_t attached = 0;
	bool is_replaced;

	if (judge_if_loaded(pins, plan, &links, &is_replaced, error))
		return -1;
	for (size_t i = 0; i < plan->count; i++) {
		if (preview_interface(&links, plan, &plan->interfaces[i], result, error))
			return -1;
		attached += result->interfaces[i].was_there;
	}
	result->outcome = is_replaced		  ? LOAD_REPLACED :
			  attached == plan->count ? LOAD_ALREADY :
			  links.count		  ? LOAD_ADDED :
						    LOAD_LOADED;
	if (plan->is_replace && (is_replaced || !plan->count))
		preview_others(&links, result);
	return 0;
}
