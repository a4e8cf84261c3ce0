// SPDX-License-Identifier: GPL-2.0-or-later
/* Making what packets is attached to equal to what configuration files want. */
#include <string.h>

#include "base/memory.h"
#include "kern/apply_internal.h"
#include "kern/map.h"
#include "kern/packets.h"
#include "kern/probe.h"

struct packets_state {
	const struct applying *applying;
	struct group_wish group;
	struct apply_state found;
	bool was_there; /* so that an interface is added to it */
	bool keeps_all; /* which interface is wanted cannot be told: none is taken away */
	struct packets_links links;
};

static void packets_state_release(struct packets_state *state)
{
	apply_state_release(&state->found);
	packets_links_release(&state->links);
}

static struct packets_plan plan_for(const struct packets_state *state)
{
	return (struct packets_plan){
		.is_replace = true,
		.wants_sizes = state->applying->wanted->packets.wants_sizes,
		.group = state->group,
		.is_applied = true,
	};
}

static int read_links(struct packets_state *state, struct error *error)
{
	int interfaces AUTO_CLOSE = -1;

	packets_links_release(&state->links);
	if (map_open(state->found.path, &packets_interfaces_spec, HANDLE_READ,
		     &interfaces, error))
		return -1;
	return packets_read_links(state->found.path, interfaces, &state->links, error);
}

/* ---- the probe ---- */

static char *replace_reason(const struct packets_state *state)
{
	bool has_sizes = packets_has_sizes(state->found.path);
	bool wants_sizes = state->applying->wanted->packets.wants_sizes;

	if (has_sizes != wants_sizes && state->found.meta.is_applied)
		return memory_format("it was loaded %s --sizes",
				     has_sizes ? "with" : "without");
	return apply_replace_reason(&state->found, PROBE_PACKETS, &state->group);
}

/* -1 where it could not be replaced: then it is left as it is. */
static int replace_probe(struct packets_state *state)
{
	char *reason = replace_reason(state);
	struct load_report results CLEANUP(load_report_release) = {0};
	const struct packets_plan plan = plan_for(state);
	struct change *change;

	if (!reason)
		return 0;
	change = change_report_add(state->applying->report, PROBE_PACKETS, CHANGE_REPLACE,
				   reason);
	if (state->applying->report->is_plan)
		return 0;
	if (pins_check_one_group(state->applying->pins, PROBE_PACKETS, PROBE_PACKETS,
				 &state->group, &change->error))
		return -1;
	return packets_load(state->applying->pins, &plan,
			    load_report_add(&results, PROBE_PACKETS), &change->error);
}

/* What this build cannot read it cannot replace. */
static int unload_other_abi(struct packets_state *state)
{
	struct change *change = change_report_add(
		state->applying->report, PROBE_PACKETS, CHANGE_UNLOAD,
		memory_copy_string("this version cannot read what is loaded"));

	state->was_there = false;
	return state->applying->report->is_plan ?
		       0 :
		       probe_unload(state->applying->pins, PROBE_PACKETS, &change->error);
}

/* ---- its interfaces ---- */

/* Why it is attached anew; NULL where it is attached as wanted. */
static char *attach_reason(const struct packets_link *link, enum ebpfctl_xdp_mode wanted)
{
	if (!packets_is_attached(link))
		return memory_copy_string("it is not attached");
	if (wanted == EBPFCTL_XDP_AUTO || wanted == link->record.mode)
		return NULL;
	return memory_format("it is attached in %s mode",
			     xdp_mode_name(link->record.mode));
}

static void load_interface(const struct packets_state *state, const struct netif *netif,
			   enum ebpfctl_xdp_mode mode, struct change *change)
{
	struct load_report results CLEANUP(load_report_release) = {0};
	struct load_result *result = load_report_add(&results, PROBE_PACKETS);
	struct packets_plan plan = plan_for(state);
	struct netif one = *netif;

	plan.interfaces = &one;
	plan.count = 1;
	plan.mode = mode;
	if (pins_check_one_group(state->applying->pins, PROBE_PACKETS, PROBE_PACKETS,
				 &state->group, &change->error) ||
	    packets_load(state->applying->pins, &plan, result, &change->error))
		return;
	change->mode = result->interfaces[result->interface_count - 1].mode;
	change->note = result->interfaces[result->interface_count - 1].note;
	result->interfaces[result->interface_count - 1].note = NULL;
}

static struct change *add_interface_change(const struct packets_state *state,
					   enum change_kind kind, const char *ifname,
					   char *reason)
{
	struct change *change =
		change_report_add(state->applying->report, PROBE_PACKETS, kind, reason);

	snprintf(change->ifname, sizeof(change->ifname), "%s", ifname);
	return change;
}

static void note_missing(const struct packets_state *state, const char *ifname,
			 struct error *error)
{
	struct change *change = add_interface_change(
		state, state->was_there ? CHANGE_ATTACH : CHANGE_LOAD, ifname, NULL);

	change->is_missing = true;
	change->error = *error;
	*error = (struct error){0};
}

static void attach(const struct packets_state *state, const char *ifname,
		   enum ebpfctl_xdp_mode mode)
{
	struct error error AUTO_ERROR = {0};
	struct change *change;
	struct netif netif;
	char *reason;

	if (netif_find(ifname, &netif, &error)) {
		note_missing(state, ifname, &error);
		return;
	}
	reason = attach_reason(packets_find_link(&state->links, &netif), mode);
	if (!reason)
		return;
	if (!state->was_there)
		cleanup_free(&reason);
	change = add_interface_change(state,
				      state->was_there ? CHANGE_ATTACH : CHANGE_LOAD,
				      ifname, state->was_there ? reason : NULL);
	change->mode = mode;
	if (!state->applying->report->is_plan)
		load_interface(state, &netif, mode, change);
}

/* The interface of the default route, where no file names it anyway. */
static void attach_default(struct packets_state *state,
			   const struct wanted_interface *wanted,
			   char ret_name[EBPFCTL_IFNAME_LEN])
{
	struct error error AUTO_ERROR = {0};

	if (!netif_default_route(ret_name)) {
		state->keeps_all = true;
		error_set(&error, ERROR_FAILED,
			  "cannot load 'packets': there is no default route to take the "
			  "interface of");
		netif_hint_names(&error);
		note_missing(state, "", &error);
	} else if (!wanted_names_interface(state->applying->wanted, ret_name)) {
		attach(state, ret_name, (enum ebpfctl_xdp_mode)wanted->mode.value);
	}
}

static void attach_wanted(struct packets_state *state,
			  char ret_default[EBPFCTL_IFNAME_LEN])
{
	const struct applying *applying = state->applying;

	for (size_t i = 0; i < applying->wanted->packets.count; i++) {
		const struct wanted_interface *one =
			&applying->wanted->packets.interfaces[i];

		if (applying->only &&
		    (!one->ifname || strcmp(one->ifname, applying->only)))
			continue;
		if (one->ifname)
			attach(state, one->ifname,
			       (enum ebpfctl_xdp_mode)one->mode.value);
		else
			attach_default(state, one, ret_default);
	}
}

/* Those of other network namespaces are no file's. One that is gone may come back. */
static bool is_unwanted(const struct packets_state *state,
			const struct packets_link *link, const char *default_name)
{
	char now[EBPFCTL_IFNAME_LEN];
	const char *name = link->record.ifname;

	if (link->record.netns_ino != netif_netns())
		return false;
	if (packets_is_attached(link) && netif_name(link->record.ifindex, now))
		name = now;
	return strcmp(name, default_name) &&
	       !wanted_names_interface(state->applying->wanted, name);
}

static void detach_unwanted(const struct packets_state *state, const char *default_name)
{
	for (size_t i = 0; i < state->links.count; i++) {
		const struct packets_link *link = &state->links.links[i];
		struct change *change;

		if (!is_unwanted(state, link, default_name))
			continue;
		change = add_interface_change(state, CHANGE_DETACH, link->record.ifname,
					      memory_copy_string("no file names it"));
		if (!state->applying->report->is_plan)
			packets_unload_link(state->found.path, link, &change->error);
	}
}

static int find_packets(struct packets_state *state, struct error *error)
{
	if (apply_find(state->applying, PROBE_PACKETS, &state->found, error))
		return -1;
	state->was_there = state->found.path && !state->found.is_other_abi;
	return state->was_there ? read_links(state, error) : 0;
}

int apply_packets(const struct applying *applying, struct error *error)
{
	struct packets_state state CLEANUP(packets_state_release) = {
		.applying = applying,
		.group = apply_group(&applying->wanted->packets.group),
	};
	char default_name[EBPFCTL_IFNAME_LEN] = "";

	if (find_packets(&state, error))
		return -1;
	if (state.found.is_other_abi && unload_other_abi(&state))
		return 0;
	if (state.was_there && replace_probe(&state))
		return 0;
	attach_wanted(&state, default_name);
	if (state.was_there && !applying->only && !state.keeps_all)
		detach_unwanted(&state, default_name);
	return 0;
}
