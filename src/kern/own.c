// SPDX-License-Identifier: GPL-2.0-or-later
/* Own probes: from the bytes of a file to a loaded probe. */
#include "kern/own.h"

#include <string.h>

#include "base/memory.h"
#include "kern/libbpf_log.h"
#include "kern/own_internal.h"
#include "kern/own_maps.h"
#include "kern/own_trial.h"
#include "kern/pins_group.h"
#include "kern/privs.h"
#include "kern/probe.h"

void own_release(struct own *own)
{
	object_close(&own->object);
	object_file_release(&own->file);
	strbuf_release(&own->anew);
	free(own->hooks);
}

/* ---- from a file to what can be loaded ---- */

int own_refuse_libbpf(const char *what, int number, struct error *error)
{
	const char *warning = libbpf_log_warning();

	error_set(error, ERROR_FAILED, "%s: %s", what,
		  *warning ? warning : error_words(number));
	error->number = number;
	return -1;
}

static int open_object(struct own *own, struct error *error)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = own->wishes->name);

	libbpf_log_clear();
	own->object = bpf_object__open_mem(own->file.bytes, own->file.size, &options);
	if (!own->object)
		return own_refuse_libbpf("libbpf cannot open it", errno, error);
	if (!bpf_object__next_program(own->object, NULL))
		return error_set(error, ERROR_FAILED, "it has no programs");
	return own_check_names(own->object, error);
}

static int prepare_object(struct own *own, struct error *error)
{
	const struct own_wishes *wishes = own->wishes;

	own_prepare_maps(own->object);
	if (own_set_globals(own->object, &wishes->globals, error) ||
	    own_set_map_sizes(own->object, &wishes->map_sizes, error) ||
	    own_choose(own->object, wishes, &own->hooks, error))
		return -1;
	return own_check_memory(own->object, error);
}

/*
 * In a child, where neither the kernel nor any file can be reached: what is refused there by
 * them need not be refused here.
 */
static int rehearse(void *context, struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	struct load_result result = {0};
	struct own *own = context;

	if (open_object(own, error))
		return -1;
	own_list_globals(own->object, &result);
	if (!prepare_object(own, &ignored))
		bpf_object__load(own->object);
	return 0;
}

/* The same bytes are looked at, rehearsed, and used. */
static int read_file(struct own *own, struct error *error)
{
	const char *file = own->wishes->file;

	if (object_file_read(file, &own->file, error) || own_try(rehearse, own, error) ||
	    open_object(own, error) || prepare_object(own, error))
		return error_wrap(error, "cannot load '%s'", file);
	return 0;
}

/* ---- loading ---- */

static int create(struct pins *pins, struct own *own, struct load_result *result,
		  struct error *error)
{
	struct error ignored AUTO_ERROR = {0};
	char *stage AUTO_FREE = NULL;

	if (pins_make_stage(pins, &stage, error))
		return -1;
	if (!own_fill_stage(own, stage, result, error) &&
	    !pins_grant_own(pins, stage, own->gid, own_maps_is_for_group, error) &&
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
static int judge_loaded(const struct own *own, const char *directory,
			const struct meta *meta, struct load_result *result,
			struct error *error)
{
	bool is_same = meta->object_tag == own->file.tag;
	bool is_alike = is_same && meta->options_tag == own_options_tag(own->wishes);
	bool is_for_group = pins_is_for_group(directory, &own->wishes->group);
	const char *name = own->wishes->name;

	if (is_alike && is_for_group) {
		result->outcome = LOAD_ALREADY;
		return 0;
	}
	if (own->wishes->is_replace || own->wishes->is_applied) {
		result->outcome = LOAD_REPLACED;
		return 0;
	}
	if (is_alike)
		return pins_refuse_group(directory, own->wishes->file,
					 &own->wishes->group, error);
	error_set(error, ERROR_FAILED,
		  is_same ? "cannot load '%s': it is loaded as '%s' with other options" :
			    "cannot load '%s': another object is loaded as '%s'",
		  own->wishes->file, name);
	error_hint(error, "--replace keeps the counters; another --name loads it beside");
	return -1;
}

/* Of `apply`, whose word it is that there may be a gap: its programs have passed the verifier. */
static int reload(struct pins *pins, struct own *own, struct load_result *result,
		  struct error *error)
{
	error_clear(error);
	load_result_clear_programs(result);
	free(own->hooks);
	own->hooks = NULL;
	own->replaced = NULL;
	own->filter_count = 0;
	return open_object(own, error) || prepare_object(own, error) ||
			       probe_unload(pins, own->wishes->name, error) ?
		       -1 :
		       create(pins, own, result, error);
}

static int load_over(struct pins *pins, struct own *own, const char *directory,
		     const struct meta *meta, struct load_result *result,
		     struct error *error)
{
	if (judge_loaded(own, directory, meta, result, error))
		return -1;
	if (result->outcome == LOAD_ALREADY)
		return 0;
	own->replaced = directory;
	own->meta = *meta;
	if (!own_replace(pins, own, result, error))
		return 0;
	return own->is_slot_taken && own->wishes->is_applied ?
		       reload(pins, own, result, error) :
		       -1;
}

int own_load(struct pins *pins, const struct own_wishes *wishes,
	     struct load_result *result, struct error *error)
{
	struct own own AUTO_OWN = {.wishes = wishes, .gid = wishes->group.gid};
	unsigned int needed = own.gid ? PRIVILEGE_CHOWN : 0;
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (read_file(&own, error) ||
	    privs_require(needed | own_privileges(own.object), "load", wishes->name,
			  error) ||
	    pins_check_one_group(pins, wishes->name, wishes->file, &wishes->group, error))
		return -1;
	if (!probe_open(pins, "load", wishes->name, &path, &meta, error))
		return load_over(pins, &own, path, &meta, result, error);
	if (error->kind != ERROR_NOT_LOADED)
		return -1;
	error_clear(error);
	return create(pins, &own, result, error);
}

/* ---- --dry-run ---- */

static void preview_programs(const struct own *own, struct load_result *result)
{
	const struct own_hook *hook = own->hooks;
	struct bpf_program *program;

	bpf_object__for_each_program(program, own->object) {
		if (hook->kind)
			load_result_add_program(result, bpf_program__name(program),
						hook->words, NULL);
		hook++;
	}
}

static void preview_object(const struct own *own, struct load_result *result)
{
	preview_programs(own, result);
	own_list_maps(own->object, result);
	own_list_globals(own->object, result);
}

static int preview_over(struct own *own, const char *directory, const struct meta *meta,
			struct load_result *result, struct error *error)
{
	if (judge_loaded(own, directory, meta, result, error))
		return -1;
	if (result->outcome == LOAD_ALREADY)
		return 0;
	own->replaced = directory;
	if (own_keep_maps(own, error))
		return error_wrap(error, "cannot replace '%s'", own->wishes->name);
	own_note_replaced(own, true, result);
	preview_object(own, result);
	return 0;
}

int own_preview(const struct pins *pins, const struct own_wishes *wishes,
		struct load_result *result, struct error *error)
{
	struct own own AUTO_OWN = {.wishes = wishes};
	struct error ignored AUTO_ERROR = {0};
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (read_file(&own, error) ||
	    pins_check_one_group(pins, wishes->name, wishes->file, &wishes->group, error))
		return -1;
	if (!probe_open(pins, "load", wishes->name, &path, &meta, &ignored))
		return preview_over(&own, path, &meta, result, error);
	result->outcome = LOAD_LOADED;
	preview_object(&own, result);
	return 0;
}
