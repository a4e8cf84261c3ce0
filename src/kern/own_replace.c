// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Replacing an own probe by another object, or other options: a stage with the new programs, the
 * maps that are alike and the links that can be given another program; then probe_replace().
 */
#include <string.h>

#include "base/memory.h"
#include "kern/own_internal.h"
#include "kern/own_maps.h"
#include "kern/own_maps_internal.h"
#include "kern/pins_group.h"
#include "kern/probe.h"

#define BESIDE "both ran for a moment: calls in it may be counted twice"
#define BESIDE_PLAN "both run for a moment: calls in it may be counted twice"

void own_note_replaced(const struct own *own, bool is_plan, struct load_result *result)
{
	struct strbuf note = {0};

	if (own->anew.length)
		strbuf_add_format(&note,
				  is_plan ? "would begin anew: %s" : "began anew: %s",
				  own->anew.text);
	if (own_runs_beside(own))
		strbuf_add_format(&note, "%s%s", note.length ? "; " : "",
				  is_plan ? BESIDE_PLAN : BESIDE);
	free(result->note);
	result->note = note.text;
}

/* Not known counts as another one. */
static uint32_t stream_id(const char *directory, const char *name)
{
	char *path AUTO_FREE = pins_path(directory, PINS_MAPS, name);
	struct error ignored AUTO_ERROR = {0};
	struct bpf_map_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_MAP, HANDLE_READ, &fd, &ignored) ||
	    handle_map_info(fd, &info))
		return 0;
	return own_maps_shape(info.type, name) == MAP_EVENTS ? info.id : 0;
}

/* Whether a stream of the loaded probe is not one of STAGE's: who reads it has to be told. */
static bool ends_streams(const char *directory, const char *stage)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};

	if (pins_list(directory, PINS_MAPS, &names, &ignored))
		return true;
	for (size_t i = 0; i < names.count; i++) {
		uint32_t id = stream_id(directory, names.names[i]);

		if (id && stream_id(stage, names.names[i]) != id)
			return true;
	}
	return false;
}

/* Before, as a kill may come; and after, as a reader may have. */
static int exchange(struct pins *pins, const char *stage, const struct own *own,
		    struct error *error)
{
	const char *name = own->wishes->name;
	bool ends = ends_streams(own->replaced, stage);

	if (ends)
		pins_remove_place(pins, name);
	if (probe_replace(pins, stage, name, error))
		return -1;
	if (ends)
		pins_remove_place(pins, name);
	return 0;
}

static int stage_and_exchange(struct pins *pins, struct own *own,
			      struct load_result *result, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	char *stage AUTO_FREE = NULL;
	int failed;

	if (own_keep_maps(own, error) || pins_make_stage(pins, &stage, error))
		return -1;
	failed = own_fill_stage(own, stage, result, error) ||
		 pins_grant_own(pins, stage, own->gid, own_maps_is_for_group, error);
	if (!failed)
		own_note_replaced(own, false, result);
	/* what the object holds would keep programs and maps of what goes */
	object_close(&own->object);
	if (!failed)
		return exchange(pins, stage, own, error);
	pins_remove_stage(pins, stage, &ignored);
	return -1;
}

int own_replace(struct pins *pins, struct own *own, struct load_result *result,
		struct error *error)
{
	const char *name = own->wishes->name;

	own->gid = own->wishes->group.is_given ? own->wishes->group.gid :
						 pins_group_of(own->replaced);
	if (!stage_and_exchange(pins, own, result, error)) {
		result->outcome = LOAD_REPLACED;
		return 0;
	}
	error_wrap(error, "cannot replace '%s'", name);
	/* one that the verifier refuses would not be loaded after an unload either */
	if (!error->hint && !error->detail)
		error_hint(error, "ebpfctl unload %s, then load it again", name);
	return -1;
}
