// SPDX-License-Identifier: GPL-2.0-or-later
/* The probe `packets`: loading it, and adding interfaces to it. */
#include "kern/packets.h"

#include <string.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/map.h"
#include "kern/object.h"
#include "kern/packets_internal.h"
#include "kern/probe.h"
#include "kern/rcu.h"

/* ---- one interface of a loaded probe ---- */

static int free_slot(const struct packets_links *links,
		     bool taken[EBPFCTL_INTERFACES_MAX], uint32_t *ret_slot,
		     struct error *error)
{
	for (size_t i = 0; i < links->count; i++)
		taken[links->links[i].slot] = true;
	for (uint32_t slot = 0; slot < EBPFCTL_INTERFACES_MAX; slot++) {
		if (taken[slot])
			continue;
		taken[slot] = true;
		*ret_slot = slot;
		return 0;
	}
	return error_set(error, ERROR_FAILED,
			 "cannot load 'packets': it has %d interfaces already",
			 EBPFCTL_INTERFACES_MAX);
}

int packets_check_mode(const struct packets_link *link, enum ebpfctl_xdp_mode wanted,
		       struct error *error)
{
	if (wanted == EBPFCTL_XDP_AUTO || wanted == link->record.mode)
		return 0;
	error_set(error, ERROR_FAILED,
		  "cannot attach 'packets' to '%s': it is attached in %s mode, not in %s",
		  link->record.ifname, xdp_mode_name(link->record.mode),
		  xdp_mode_name(wanted));
	error_hint(error, "ebpfctl unload packets -i %s, then load it again",
		   link->record.ifname);
	return -1;
}

static void add_result(struct load_result *result, const struct packets_link *link)
{
	struct interface_result *one =
		load_result_add_interface(result, link->record.ifname);

	one->mode = link->record.mode;
	one->was_there = true;
}

int packets_list_links(const struct packets_links *links, enum ebpfctl_xdp_mode wanted,
		       struct load_result *result, struct error *error)
{
	for (size_t i = 0; i < links->count; i++) {
		if (packets_check_mode(&links->links[i], wanted, error))
			return -1;
		add_result(result, &links->links[i]);
	}
	return 0;
}

/* ---- adding interfaces, to a stage or to a loaded probe ---- */

/* In the slot of PAST, where its counters go on; without one in a free slot. */
static int attach_new(struct packets_addition *addition, const struct netif *netif,
		      const struct packets_link *past, struct error *error)
{
	struct interface_result *result =
		load_result_add_interface(addition->result, netif->name);
	uint32_t slot = past ? past->slot : 0;

	if ((!past && free_slot(addition->links, addition->taken, &slot, error)) ||
	    packets_attach(&addition->target, netif, slot, addition->plan->mode,
			   past ? &past->record : NULL, result, error))
		return -1;
	addition->added++;
	return 0;
}

/* Under its name, of an interface that was deleted, or moved away: apply lets it go on. */
static const struct packets_link *find_past(const struct packets_addition *addition,
					    const struct netif *netif)
{
	const struct packets_links *links = addition->links;

	for (size_t i = 0; addition->plan->is_applied && i < links->count; i++)
		if (links->links[i].record.netns_ino == netif_netns() &&
		    !packets_is_attached(&links->links[i]) &&
		    !strcmp(links->links[i].record.ifname, netif->name))
			return &links->links[i];
	return NULL;
}

/* Apply alone does that. What cannot be attached in the other mode stays as it was. */
static int change_mode(struct packets_addition *addition, const struct netif *netif,
		       const struct packets_link *link, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	struct interface_result unused = {0};

	if (packets_detach(addition->target.directory, link->pin, error))
		return -1;
	if (!attach_new(addition, netif, link, error))
		return 0;
	packets_attach(&addition->target, netif, link->slot, link->record.mode,
		       &link->record, &unused, &ignored);
	free(unused.note);
	return -1;
}

static int add_interface(struct packets_addition *addition, const struct netif *netif,
			 struct error *error)
{
	const struct packets_link *link = packets_find_link(addition->links, netif);
	const struct packets_link *past = find_past(addition, netif);
	enum ebpfctl_xdp_mode wanted = addition->plan->mode;

	if (packets_is_attached(link)) {
		if (addition->plan->is_applied && wanted != EBPFCTL_XDP_AUTO &&
		    wanted != link->record.mode)
			return change_mode(addition, netif, link, error);
		if (!addition->are_links_listed)
			add_result(addition->result, link);
		return packets_check_mode(link, wanted, error);
	}
	/* a deleted interface of the same index, or one that moved away */
	if (link && packets_detach(addition->target.directory, link->pin, error))
		return -1;
	if (past && past != link &&
	    packets_detach(addition->target.directory, past->pin, error))
		return -1;
	return attach_new(addition, netif, past, error);
}

/* Undoes what this command attached: those of the plan up to COUNT that were not there.
 */
static void undo(const struct packets_addition *addition, size_t count)
{
	struct error ignored AUTO_ERROR = {0};

	for (size_t i = 0; i < count; i++) {
		const struct netif *netif = &addition->plan->interfaces[i];
		char *pin AUTO_FREE = packets_pin_name(netif_netns(), netif->ifindex);

		if (!packets_is_attached(packets_find_link(addition->links, netif)))
			packets_detach(addition->target.directory, pin, &ignored);
	}
	rcu_wait();
}

int packets_add_interfaces(struct packets_addition *addition, struct error *error)
{
	for (size_t i = 0; i < addition->plan->count; i++) {
		if (!add_interface(addition, &addition->plan->interfaces[i], error))
			continue;
		undo(addition, i);
		return -1;
	}
	return 0;
}

static int fill_stage(const char *stage, const struct packets_plan *plan,
		      struct load_result *result, struct error *error)
{
	struct bpf_object *object AUTO_OBJECT = NULL;
	const struct packets_links none = {0};
	struct packets_addition addition = {
		.target.directory = stage,
		.plan = plan,
		.links = &none,
		.result = result,
	};

	if (object_open(EBPFCTL_PACKETS_OBJECT, &object, error))
		return -1;
	object_choose_program(object, NULL);
	object_choose_map(object, EBPFCTL_SIZES_MAP, plan->wants_sizes);
	if (object_load(object, PROBE_PACKETS, error) ||
	    object_pin_maps(object, stage, error) ||
	    probe_write_meta(stage, PROBE_PACKETS, NULL, plan->is_applied, NULL, error))
		return -1;
	addition.target.counters_fd = object_map_fd(object, EBPFCTL_COUNTERS_MAP);
	addition.target.interfaces_fd = object_map_fd(object, EBPFCTL_INTERFACES_MAP);
	return packets_add_interfaces(&addition, error);
}

static int create(struct pins *pins, const struct packets_plan *plan,
		  struct load_result *result, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	char *stage AUTO_FREE = NULL;

	if (pins_make_stage(pins, &stage, error))
		return -1;
	if (fill_stage(stage, plan, result, error) ||
	    pins_grant(pins, stage, plan->group.gid, error) ||
	    pins_commit_stage(pins, stage, PROBE_PACKETS, error)) {
		pins_remove_stage(pins, stage, &ignored);
		return -1;
	}
	result->outcome = LOAD_LOADED;
	return 0;
}

static int open_maps(const char *directory, int *ret_counters, int *ret_interfaces,
		     struct error *error)
{
	if (map_open(directory, &packets_counters_spec, HANDLE_WRITE, ret_counters,
		     error))
		return -1;
	return map_open(directory, &packets_interfaces_spec, HANDLE_WRITE, ret_interfaces,
			error);
}

static int add(const char *directory, const struct packets_plan *plan,
	       struct load_result *result, struct error *error)
{
	struct packets_links links AUTO_PACKETS_LINKS = {0};
	int counters AUTO_CLOSE = -1, interfaces AUTO_CLOSE = -1;
	struct packets_addition addition = {
		.plan = plan,
		.links = &links,
		.are_links_listed = !plan->count,
		.result = result,
	};

	if (packets_remove_orphans(directory, error) ||
	    open_maps(directory, &counters, &interfaces, error) ||
	    packets_read_links(directory, interfaces, &links, error) ||
	    (!plan->count && packets_list_links(&links, plan->mode, result, error)))
		return -1;
	addition.target = (struct packets_target){directory, counters, interfaces};
	if (packets_add_interfaces(&addition, error))
		return -1;
	result->outcome = addition.added ? LOAD_ADDED : LOAD_ALREADY;
	return 0;
}

static int refuse_sizes(struct error *error)
{
	error_set(error, ERROR_FAILED,
		  "cannot load 'packets': it is loaded without --sizes");
	error_hint(error, "ebpfctl load packets --sizes --replace");
	return -1;
}

int packets_judge_loaded(const char *directory, const struct meta *meta,
			 const struct packets_plan *plan, bool *ret_is_replaced,
			 struct error *error)
{
	bool has_sizes = packets_has_sizes(directory);
	bool lacks_sizes = plan->wants_sizes && !has_sizes;
	bool is_for_group = pins_is_for_group(directory, &plan->group);
	bool is_as_applied = meta->is_applied && has_sizes == plan->wants_sizes;

	*ret_is_replaced =
		plan->is_replace &&
		(lacks_sizes || !is_for_group || (plan->is_applied && !is_as_applied) ||
		 !probe_is_this_build(meta, PROBE_PACKETS));
	if (*ret_is_replaced)
		return 0;
	if (probe_check_build(meta, PROBE_PACKETS, error))
		return -1;
	if (!is_for_group)
		return pins_refuse_group(directory, PROBE_PACKETS, &plan->group, error);
	return lacks_sizes ? refuse_sizes(error) : 0;
}

static int load_over(struct pins *pins, const struct packets_plan *plan,
		     struct load_result *result, struct error *error)
{
	char *path AUTO_FREE = NULL;
	struct meta meta;
	bool is_replaced;

	if (probe_open(pins, "load", PROBE_PACKETS, &path, &meta, error) ||
	    packets_judge_loaded(path, &meta, plan, &is_replaced, error))
		return -1;
	return is_replaced ? packets_replace(pins, path, &meta, plan, result, error) :
			     add(path, plan, result, error);
}

int packets_load(struct pins *pins, const struct packets_plan *plan,
		 struct load_result *result, struct error *error)
{
	char *path AUTO_FREE = NULL;

	if (pins_find_probe(pins, PROBE_PACKETS, &path, error))
		return error_wrap(error, "cannot load 'packets'");
	return path ? load_over(pins, plan, result, error) :
		      create(pins, plan, result, error);
}
