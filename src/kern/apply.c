// SPDX-License-Identifier: GPL-2.0-or-later
/* Making what is loaded equal to what configuration files want. */
#include "kern/apply.h"

#include <string.h>

#include "base/memory.h"
#include "kern/apply_internal.h"
#include "kern/opens.h"
#include "kern/own.h"
#include "kern/packets.h"
#include "kern/probe.h"

int apply_find(const struct applying *applying, const char *probe,
	       struct apply_state *ret_state, struct error *error)
{
	struct apply_state state AUTO_APPLY_STATE = {0};

	if (pins_find_probe(applying->pins, probe, &state.path, error) ||
	    (state.path && probe_read_meta(state.path, &state.meta, error)))
		return error_wrap(error, "cannot load '%s'", probe);
	state.is_other_abi = state.path && !meta_is_our_abi(&state.meta);
	*ret_state = state;
	state = (struct apply_state){0};
	return 0;
}

void apply_state_release(struct apply_state *state)
{
	free(state->path);
	*state = (struct apply_state){0};
}

struct group_wish apply_group(const struct wanted_value *group)
{
	return (struct group_wish){.is_given = true, .gid = (uint32_t)group->value};
}

char *apply_replace_reason(const struct apply_state *state, const char *probe,
			   const struct group_wish *group)
{
	if (!probe_is_this_build(&state->meta, probe))
		return memory_format("version %s loaded it", state->meta.version);
	if (!state->meta.is_applied)
		return memory_copy_string("it was loaded by hand");
	if (!pins_is_for_group(state->path, group))
		return memory_copy_string("it is for another group");
	return NULL;
}

static void note_failure(struct change_report *report, const char *probe,
			 struct error *error)
{
	struct change *change = change_report_add(report, probe, CHANGE_LOAD, NULL);

	change->error = *error;
	*error = (struct error){0};
}

/* ---- opens ---- */

static char *reload_reason(const struct apply_state *state, const struct wanted *wanted)
{
	if (state->is_other_abi)
		return memory_copy_string("this version cannot read what is loaded");
	if (wanted->opens.via && strcmp(wanted->opens.via, state->meta.via))
		return memory_format("it was loaded via %s", state->meta.via);
	if (wanted->opens.wants_latency != opens_has_latency(state->path))
		return memory_format("it was loaded %s --latency",
				     wanted->opens.wants_latency ? "without" : "with");
	return NULL;
}

static int load_opens(const struct applying *applying, const struct opens_wishes *wishes,
		      struct change *change)
{
	struct load_result result = {0};

	if (pins_check_one_group(applying->pins, PROBE_OPENS, PROBE_OPENS, &wishes->group,
				 &change->error) ||
	    opens_load(applying->pins, wishes, &result, &change->error))
		return -1;
	change->via = result.via;
	change->note = result.note;
	return 0;
}

static void change_opens(const struct applying *applying, struct change *change)
{
	const struct wanted *wanted = applying->wanted;
	const struct opens_wishes wishes = {
		.via = wanted->opens.via,
		.wants_latency = wanted->opens.wants_latency,
		.is_replace = change->kind == CHANGE_REPLACE,
		.group = apply_group(&wanted->opens.group),
		.is_applied = true,
	};

	change->via = wishes.via;
	if (applying->report->is_plan ||
	    (change->kind == CHANGE_RELOAD &&
	     probe_unload(applying->pins, PROBE_OPENS, &change->error)))
		return;
	load_opens(applying, &wishes, change);
}

static int apply_opens(const struct applying *applying, struct error *error)
{
	struct group_wish group = apply_group(&applying->wanted->opens.group);
	struct apply_state state AUTO_APPLY_STATE = {0};
	enum change_kind kind = CHANGE_LOAD;
	char *reason = NULL;

	if (apply_find(applying, PROBE_OPENS, &state, error))
		return -1;
	if (state.path) {
		reason = reload_reason(&state, applying->wanted);
		kind = reason ? CHANGE_RELOAD : CHANGE_REPLACE;
		if (!reason)
			reason = apply_replace_reason(&state, PROBE_OPENS, &group);
		if (!reason)
			return 0;
	}
	change_opens(applying,
		     change_report_add(applying->report, PROBE_OPENS, kind, reason));
	return 0;
}

/* ---- files of one's own ---- */

static void apply_own(const struct applying *applying, const struct own_wishes *wanted)
{
	struct load_report results CLEANUP(load_report_release) = {0};
	struct load_result *result = load_report_add(&results, wanted->name);
	struct own_wishes wishes = *wanted;
	struct error error AUTO_ERROR = {0};
	struct change *change;
	char *reason = NULL;

	wishes.is_applied = true;
	wishes.group.is_given =
		true; /* as files say it: without one it is root's alone */
	if (own_preview(applying->pins, &wishes, result, &error)) {
		note_failure(applying->report, wanted->name, &error);
		return;
	}
	if (result->outcome == LOAD_ALREADY)
		return;
	if (result->outcome == LOAD_REPLACED)
		reason = memory_copy_string("its file or its options are others");
	change = change_report_add(applying->report, wanted->name,
				   reason ? CHANGE_REPLACE : CHANGE_LOAD, reason);
	if (!applying->report->is_plan) {
		result = load_report_add(&results, wanted->name);
		own_load(applying->pins, &wishes, result, &change->error);
	}
	if (reason && result->outcome == LOAD_LOADED)
		change->kind = CHANGE_RELOAD;
	change->note = result->note;
	result->note = NULL;
}

/* ---- all of it ---- */

/* What is none of ours stays. */
static int forget(struct error *error)
{
	error_clear(error);
	return 0;
}

/* What apply has loaded, and no file names any more. */
static int unload_unwanted(const struct applying *applying, const char *probe,
			   struct error *error)
{
	struct apply_state state AUTO_APPLY_STATE = {0};
	struct change *change;

	if (apply_find(applying, probe, &state, error))
		return error->number == EACCES ? -1 : forget(error);
	if (!state.path || !state.meta.is_applied)
		return 0;
	change = change_report_add(applying->report, probe, CHANGE_UNLOAD,
				   memory_copy_string("no file names it"));
	if (!applying->report->is_plan)
		probe_unload(applying->pins, probe, &change->error);
	return 0;
}

static int for_each_probe(const struct applying *applying,
			  int (*function)(const struct applying *applying,
					  const char *probe, struct error *error),
			  struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (!applying->pins->is_there)
		return 0;
	if (pins_list(applying->pins->base, NULL, &names, error))
		return -1;
	for (size_t i = 0; i < names.count; i++)
		if (probe_name_is_valid(names.names[i]) &&
		    function(applying, names.names[i], error))
			return -1;
	return 0;
}

static int unload_if_unwanted(const struct applying *applying, const char *probe,
			      struct error *error)
{
	return wanted_names_probe(applying->wanted, probe) ?
		       0 :
		       unload_unwanted(applying, probe, error);
}

int apply_wanted(struct pins *pins, const struct wanted *wanted,
		 struct change_report *report, struct error *error)
{
	const struct applying applying = {pins, wanted, NULL, report};

	if (for_each_probe(&applying, unload_if_unwanted, error))
		return -1;
	if (wanted->packets.where && apply_packets(&applying, error))
		note_failure(report, PROBE_PACKETS, error);
	if (wanted->opens.where && apply_opens(&applying, error))
		note_failure(report, PROBE_OPENS, error);
	for (size_t i = 0; i < wanted->own_count; i++)
		apply_own(&applying, wanted->own[i].wishes);
	return 0;
}

int apply_interface(struct pins *pins, const struct wanted *wanted, const char *ifname,
		    struct change_report *report, struct error *error)
{
	const struct applying applying = {pins, wanted, ifname, report};

	return apply_packets(&applying, error);
}

/* ---- an upgrade ---- */

static int replace(struct pins *pins, const struct apply_state *state, const char *probe,
		   struct load_result *result, struct error *error)
{
	const struct opens_wishes wishes = {.is_replace = true};
	const struct packets_plan plan = {
		.is_replace = true,
		.wants_sizes = packets_has_sizes(state->path),
	};

	return strcmp(probe, PROBE_OPENS) ? packets_load(pins, &plan, result, error) :
					    opens_load(pins, &wishes, result, error);
}

static int upgrade(const struct applying *applying, const char *probe,
		   struct error *error)
{
	struct apply_state state AUTO_APPLY_STATE = {0};
	struct load_report results CLEANUP(load_report_release) = {0};
	struct change *change;
	char *reason;

	if (!probe_name_is_built_in(probe))
		return 0;
	if (apply_find(applying, probe, &state, error))
		return error->number == EACCES ? -1 : forget(error);
	if (!state.path || state.is_other_abi || !state.meta.is_applied ||
	    probe_is_this_build(&state.meta, probe))
		return 0;
	reason = memory_format("version %s loaded it", state.meta.version);
	change = change_report_add(applying->report, probe, CHANGE_REPLACE, reason);
	if (!applying->report->is_plan)
		replace(applying->pins, &state, probe, load_report_add(&results, probe),
			&change->error);
	return 0;
}

int apply_upgrade(struct pins *pins, struct change_report *report, struct error *error)
{
	const struct applying applying = {.pins = pins, .report = report};

	return for_each_probe(&applying, upgrade, error);
}
