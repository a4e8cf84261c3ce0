// SPDX-License-Identifier: GPL-2.0-or-later
/* Own probes: from an object that is prepared to a stage with all of it attached. */
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "kern/libbpf_log.h"
#include "kern/own_internal.h"
#include "kern/own_types.h"
#include "kern/probe.h"
#include "kern/tc.h"

static int attach_program(struct own_attachment *at, bool has_others, struct error *error)
{
	const char *name = bpf_program__name(at->program);
	size_t before = at->result->program_count;

	if (at->hook->kind->attach(at, error)) {
		own_hint_attach(at, has_others, error);
		return error_wrap(error, "cannot attach '%s' to '%s'", name,
				  at->hook->words);
	}
	if (at->result->program_count == before)
		load_result_add_program(at->result, name, at->hook->words,
					own_hook_note(at->hook));
	return 0;
}

static int attach_all(struct own *own, const char *stage, struct load_result *result,
		      struct error *error)
{
	const struct own_hook *hook = own->hooks;
	size_t chosen = own_count_chosen(own->object);
	struct bpf_program *program;

	bpf_object__for_each_program(program, own->object) {
		struct own_attachment at = {
			.stage = stage,
			.replaced = own->replaced,
			.is_slot_taken = &own->is_slot_taken,
			.wishes = own->wishes,
			.program = program,
			.hook = hook++,
			.result = result,
			.filter_count = &own->filter_count,
		};

		if (at.hook->kind && attach_program(&at, chosen > 1, error))
			return -1;
	}
	return 0;
}

/* One row for each interface that each classifier could be attached to. */
static int make_records(const struct own *own, const char *stage, struct error *error)
{
	const struct own_hook *hook = own->hooks;
	struct bpf_program *program;
	size_t count = 0;

	bpf_object__for_each_program(program, own->object) {
		if (hook->kind && hook->kind->attach == own_attach_tc)
			count += own->wishes->ifname_count;
		hook++;
	}
	return count ? tc_make_records(stage, count, error) : 0;
}

static int load_object(const struct own *own, struct error *error)
{
	if (!object_load(own->object, own->wishes->name, error))
		return 0;
	if (error->detail)
		return -1;
	own_refuse_libbpf("libbpf", error->number, error);
	own_hint_load(own->object, own->hooks, libbpf_log_warning(), error);
	return error_wrap(error, "cannot load '%s'", own->wishes->name);
}

uint32_t own_options_tag(const struct own_wishes *wishes)
{
	char *text AUTO_FREE = own_wishes_text(wishes);

	return (uint32_t)crc32(0, (const Bytef *)text, (unsigned int)strlen(text));
}

/* The load id is that of the counters, as long as all of them go on. */
static int write_meta(const struct own *own, const char *stage, struct error *error)
{
	const struct meta *replaced = own->replaced ? &own->meta : NULL;
	bool is_applied = own->wishes->is_applied || (replaced && replaced->is_applied);

	return probe_write_own_meta(stage, own->file.tag, own_options_tag(own->wishes),
				    is_applied, own->anew.length ? NULL : replaced,
				    error);
}

int own_fill_stage(struct own *own, const char *stage, struct load_result *result,
		   struct error *error)
{
	if (load_object(own, error))
		return -1;
	if (own_pin_maps(own->object, stage, error) ||
	    object_pin_programs(own->object, stage, error) ||
	    write_meta(own, stage, error) ||
	    (own->gid && own_types_pin(own->object, stage, error)) ||
	    make_records(own, stage, error) || attach_all(own, stage, result, error))
		return error_wrap(error, "cannot load '%s'", own->wishes->name);
	return 0;
}
