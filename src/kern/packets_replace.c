// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Replacing `packets` by another build of it: each link stays where it is attached, and
 * gets another program, which counts into the same maps.
 */
#include <string.h>

#include "core/probe_name.h"
#include "kern/map.h"
#include "kern/object.h"
#include "kern/packets_internal.h"
#include "kern/probe.h"

struct replacement {
	const char *directory; /* of the loaded probe */
	const struct meta *meta;
	const struct packets_plan *plan;
	struct packets_links links;
};

/* The one that the driver has taken: whether an MTU needs frags does not change. */
static int choose_program(const char *path, const char **ret_program, struct error *error)
{
	struct bpf_prog_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_PROGRAM, HANDLE_READ, &fd, error))
		return -1;
	if (handle_program_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	*ret_program = strcmp(info.name, EBPFCTL_PACKETS_FRAGS_PROGRAM) ?
			       EBPFCTL_PACKETS_PROGRAM :
			       EBPFCTL_PACKETS_FRAGS_PROGRAM;
	return 0;
}

static int stage_link(const struct replacement *replacement, const char *stage,
		      const struct packets_link *link, struct error *error)
{
	const char *from = replacement->directory;
	const struct ebpfctl_packets_config config = {
		.slot = link->slot,
		.first_header = link->record.link_layer,
		.has_sizes = packets_has_sizes(stage),
	};
	char *old_path AUTO_FREE = pins_path(from, PINS_PROGRAMS, link->pin);
	char *new_path AUTO_FREE = pins_path(stage, PINS_PROGRAMS, link->pin);
	const char *name = NULL;
	int program AUTO_CLOSE = -1;

	if (choose_program(old_path, &name, error) ||
	    packets_load_program(stage, &config, name, &program, error) ||
	    pins_pin(program, new_path, error))
		return -1;
	return pins_copy(from, stage, PINS_LINKS, link->pin, error);
}

/* The maps of the loaded probe, and what else this build has. */
static int stage_maps(const struct replacement *replacement, const char *stage,
		      struct error *error)
{
	struct bpf_object *object AUTO_OBJECT = NULL;
	const struct packets_plan *plan = replacement->plan;
	struct strbuf anew AUTO_STRBUF = {0};

	if (object_open(EBPFCTL_PACKETS_OBJECT, &object, error))
		return -1;
	object_choose_program(object, NULL);
	object_choose_map(
		object, EBPFCTL_SIZES_MAP,
		plan->wants_sizes ||
			(!plan->is_applied && packets_has_sizes(replacement->directory)));
	if (object_reuse_pinned(object, replacement->directory, packets_required_maps,
				&anew, error) ||
	    object_load(object, PROBE_PACKETS, error) ||
	    object_pin_maps(object, stage, error))
		return -1;
	return probe_write_meta(stage, PROBE_PACKETS, NULL,
				replacement->plan->is_applied ||
					replacement->meta->is_applied,
				replacement->meta, error);
}

static int add_new(struct replacement *replacement, const char *stage,
		   struct load_result *result, struct error *error)
{
	int counters AUTO_CLOSE = -1, interfaces AUTO_CLOSE = -1;
	struct packets_addition addition = {
		.plan = replacement->plan,
		.links = &replacement->links,
		.are_links_listed = true,
		.result = result,
	};

	if (map_open(stage, &packets_counters_spec, HANDLE_WRITE, &counters, error) ||
	    map_open(stage, &packets_interfaces_spec, HANDLE_WRITE, &interfaces, error))
		return -1;
	addition.target = (struct packets_target){stage, counters, interfaces};
	return packets_add_interfaces(&addition, error);
}

static int fill_stage(struct replacement *replacement, const char *stage,
		      struct load_result *result, struct error *error)
{
	const struct packets_links *links = &replacement->links;

	if (stage_maps(replacement, stage, error))
		return -1;
	for (size_t i = 0; i < links->count; i++)
		if (stage_link(replacement, stage, &links->links[i], error))
			return -1;
	return add_new(replacement, stage, result, error);
}

static int read_links(struct replacement *replacement, struct load_result *result,
		      struct error *error)
{
	enum ebpfctl_xdp_mode wanted =
		replacement->plan->count ? EBPFCTL_XDP_AUTO : replacement->plan->mode;
	int interfaces AUTO_CLOSE = -1;

	if (map_open(replacement->directory, &packets_interfaces_spec, HANDLE_READ,
		     &interfaces, error) ||
	    packets_read_links(replacement->directory, interfaces, &replacement->links,
			       error))
		return -1;
	return packets_list_links(&replacement->links, wanted, result, error);
}

static uint32_t group_for(const struct replacement *replacement)
{
	const struct group_wish *wish = &replacement->plan->group;

	return wish->is_given ? wish->gid : pins_group_of(replacement->directory);
}

static int stage_and_replace(struct pins *pins, struct replacement *replacement,
			     struct load_result *result, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	char *stage AUTO_FREE = NULL;

	if (read_links(replacement, result, error) ||
	    pins_make_stage(pins, &stage, error))
		return -1;
	if (!fill_stage(replacement, stage, result, error) &&
	    !pins_grant(pins, stage, group_for(replacement), error))
		return probe_replace(pins, stage, PROBE_PACKETS, error);
	pins_remove_stage(pins, stage, &ignored);
	return -1;
}

int packets_replace(struct pins *pins, const char *directory, const struct meta *meta,
		    const struct packets_plan *plan, struct load_result *result,
		    struct error *error)
{
	struct replacement replacement = {directory, meta, plan, {0}};
	int failed = stage_and_replace(pins, &replacement, result, error);

	packets_links_release(&replacement.links);
	if (failed)
		return probe_cannot_replace(PROBE_PACKETS, error);
	result->outcome = LOAD_REPLACED;
	return 0;
}
