// SPDX-License-Identifier: GPL-2.0-or-later
/* Own probes: from the bytes of a file to a loaded probe. */
#include "kern/own.h"

#include <string.h>

#include "base/memory.h"
#include "kern/own_internal.h"
#include "kern/probe.h"

struct own {
	const struct own_wishes *wishes;
	struct object_file file;
	struct bpf_object *object;
};

static void own_release(struct own *own)
{
	object_close(&own->object);
	object_file_release(&own->file);
}

#define AUTO_OWN CLEANUP(own_release)

static int open_object(struct own *own, struct error *error)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = own->wishes->name);

	own->object = bpf_object__open_mem(own->file.bytes, own->file.size, &options);
	if (!own->object)
		return error_set_errno(error, errno, "libbpf cannot open it");
	if (!bpf_object__next_program(own->object, NULL))
		return error_set(error, ERROR_FAILED, "it has no programs");
	return own_check_names(own->object, error);
}

/* A map that asks to be pinned elsewhere is pinned with the others, and only there. */
static void choose_pins(struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		bpf_map__set_pin_path(map, NULL);
}

static const char *words_of(const struct own_wishes *wishes,
			    const struct bpf_program *program)
{
	const struct own_setting *hook =
		own_settings_find(&wishes->hooks, bpf_program__name(program));

	return hook ? hook->value : bpf_program__section_name(program);
}

static int attach_program(struct own_attachment *at, struct error *error)
{
	const char *name = bpf_program__name(at->program);
	size_t before = at->result->program_count;
	struct own_hook hook;

	if (own_hook_parse(words_of(at->wishes, at->program), &hook))
		return error_set(error, ERROR_FAILED,
				 "cannot attach '%s' to '%s': ebpfctl knows no such hook",
				 name, words_of(at->wishes, at->program));
	at->hook = &hook;
	if (hook.kind->attach(at, error))
		return error_wrap(error, "cannot attach '%s' to '%s'", name, hook.words);
	if (at->result->program_count == before)
		load_result_add_program(at->result, name, hook.words, NULL);
	return 0;
}

static int attach_all(const struct own *own, const char *stage,
		      struct load_result *result, struct error *error)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, own->object) {
		struct own_attachment at = {
			.stage = stage,
			.wishes = own->wishes,
			.program = program,
			.result = result,
		};

		if (bpf_program__fd(program) >= 0 && attach_program(&at, error))
			return -1;
	}
	return 0;
}

static int fill_stage(struct own *own, const char *stage, struct load_result *result,
		      struct error *error)
{
	if (open_object(own, error))
		return error_wrap(error, "cannot load '%s'", own->wishes->file);
	choose_pins(own->object);
	if (object_load(own->object, own->wishes->name, error))
		return -1;
	if (own_pin_maps(own->object, stage, error) ||
	    object_pin_programs(own->object, stage, error) ||
	    probe_write_own_meta(stage, own->file.tag, 0, error) ||
	    attach_all(own, stage, result, error))
		return error_wrap(error, "cannot load '%s'", own->wishes->name);
	return 0;
}

static int create(struct pins *pins, struct own *own, struct load_result *result,
		  struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	char *stage AUTO_FREE = NULL;

	if (pins_make_stage(pins, &stage, error))
		return -1;
	if (!fill_stage(own, stage, result, error) &&
	    !pins_commit_stage(pins, stage, own->wishes->name, error)) {
		result->outcome = LOAD_LOADED;
		return 0;
	}
	/* what the object holds would keep the stage's programs and maps */
	object_close(&own->object);
	pins_remove_stage(pins, stage, &ignored);
	return -1;
}

/* What is loaded under the name: the very same, or an error that says what differs. */
static int judge_loaded(const struct own *own, const struct meta *meta,
			struct load_result *result, struct error *error)
{
	const char *name = own->wishes->name;

	if (meta->object_tag == own->file.tag) {
		result->outcome = LOAD_ALREADY;
		return 0;
	}
	error_set(error, ERROR_FAILED,
		  "cannot load '%s': another object is loaded as '%s'", own->wishes->file,
		  name);
	error_hint(error, "ebpfctl unload %s, or give this one a name with --name", name);
	return -1;
}

static int own_read(struct own *own, struct error *error)
{
	if (object_file_read(own->wishes->file, &own->file, error))
		return error_wrap(error, "cannot load '%s'", own->wishes->file);
	return 0;
}

int own_load(struct pins *pins, const struct own_wishes *wishes,
	     struct load_result *result, struct error *error)
{
	struct own own AUTO_OWN = {.wishes = wishes};
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (own_read(&own, error))
		return -1;
	if (!probe_open(pins, "load", wishes->name, &path, &meta, error))
		return judge_loaded(&own, &meta, result, error);
	if (error->kind != ERROR_NOT_LOADED)
		return -1;
	error_clear(error);
	return create(pins, &own, result, error);
}

int own_preview(const struct pins *pins, const struct own_wishes *wishes,
		struct load_result *result, struct error *error)
{
	struct own own AUTO_OWN = {.wishes = wishes};

	(void)pins;
	if (own_read(&own, error))
		return -1;
	result->outcome = LOAD_LOADED;
	return 0;
}
