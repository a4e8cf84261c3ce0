// SPDX-License-Identifier: GPL-2.0-or-later
/* Own probes: from the bytes of a file to a loaded probe. */
#include "kern/own.h"

#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "kern/libbpf_log.h"
#include "kern/own_internal.h"
#include "kern/own_trial.h"
#include "kern/privs.h"
#include "kern/probe.h"
#include "kern/tc.h"

struct own {
	const struct own_wishes *wishes;
	struct object_file file;
	struct bpf_object *object;
	struct own_hook *hooks; /* of each program; the kind of one not chosen is NULL */
	size_t filter_count;
};

static void own_release(struct own *own)
{
	object_close(&own->object);
	object_file_release(&own->file);
	free(own->hooks);
}

#define AUTO_OWN CLEANUP(own_release)

/* ---- from a file to what can be loaded ---- */

static int refuse_by_libbpf(const char *what, int number, struct error *error)
{
	const char *warning = libbpf_log_warning();

	error_set(error, ERROR_FAILED, "%s: %s", what,
		  *warning ? warning : strerror(number));
	error->number = number;
	return -1;
}

static int open_object(struct own *own, struct error *error)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = own->wishes->name);

	libbpf_log_clear();
	own->object = bpf_object__open_mem(own->file.bytes, own->file.size, &options);
	if (!own->object)
		return refuse_by_libbpf("libbpf cannot open it", errno, error);
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

/* ---- the stage ---- */

/* Of names that the kernel has not, where it can be asked which ones it has. */
static void hint_hooks(const struct own_hook *hook, struct error *error)
{
	enum bpf_prog_type type = hook->kind->type;
	const char *slash = strrchr(hook->target, '/');

	if (error->number != ENOENT || error->hint || strchr(hook->target, ':'))
		return;
	if (type == BPF_PROG_TYPE_KPROBE || type == BPF_PROG_TYPE_TRACEPOINT ||
	    type == BPF_PROG_TYPE_RAW_TRACEPOINT)
		error_hint(error, "ebpfctl hooks '*%s*' shows what there is",
			   slash ? slash + 1 : hook->target);
}

static int attach_program(struct own_attachment *at, struct error *error)
{
	const char *name = bpf_program__name(at->program);
	size_t before = at->result->program_count;

	if (at->hook->kind->attach(at, error)) {
		hint_hooks(at->hook, error);
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
	struct bpf_program *program;

	bpf_object__for_each_program(program, own->object) {
		struct own_attachment at = {
			.stage = stage,
			.wishes = own->wishes,
			.program = program,
			.hook = hook++,
			.result = result,
			.filter_count = &own->filter_count,
		};

		if (at.hook->kind && attach_program(&at, error))
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
	refuse_by_libbpf("libbpf", error->number, error);
	return error_wrap(error, "cannot load '%s'", own->wishes->name);
}

static uint32_t options_tag(const struct own_wishes *wishes)
{
	char *text AUTO_FREE = own_wishes_text(wishes);

	return (uint32_t)crc32(0, (const Bytef *)text, (unsigned int)strlen(text));
}

static int fill_stage(struct own *own, const char *stage, struct load_result *result,
		      struct error *error)
{
	if (load_object(own, error))
		return -1;
	if (own_pin_maps(own->object, stage, error) ||
	    object_pin_programs(own->object, stage, error) ||
	    probe_write_own_meta(stage, own->file.tag, options_tag(own->wishes),
				 own->wishes->is_applied, error) ||
	    make_records(own, stage, error) || attach_all(own, stage, result, error))
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
	bool is_same = meta->object_tag == own->file.tag;
	const char *name = own->wishes->name;

	if (is_same && meta->options_tag == options_tag(own->wishes)) {
		result->outcome = LOAD_ALREADY;
		return 0;
	}
	if (own->wishes->is_applied) {
		result->outcome = LOAD_REPLACED;
		return 0;
	}
	error_set(error, ERROR_FAILED,
		  is_same ? "cannot load '%s': it is loaded as '%s' with other options" :
			    "cannot load '%s': another object is loaded as '%s'",
		  own->wishes->file, name);
	error_hint(error, "ebpfctl unload %s, or another name with --name", name);
	return -1;
}

static int load_over(struct pins *pins, struct own *own, const struct meta *meta,
		     struct load_result *result, struct error *error)
{
	if (judge_loaded(own, meta, result, error))
		return -1;
	if (result->outcome == LOAD_ALREADY)
		return 0;
	return probe_unload(pins, own->wishes->name, error) ?
		       -1 :
		       create(pins, own, result, error);
}

int own_load(struct pins *pins, const struct own_wishes *wishes,
	     struct load_result *result, struct error *error)
{
	struct own own AUTO_OWN = {.wishes = wishes};
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (read_file(&own, error) ||
	    privs_require(own_privileges(own.object), "load", wishes->name, error))
		return -1;
	if (!probe_open(pins, "load", wishes->name, &path, &meta, error))
		return load_over(pins, &own, &meta, result, error);
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

int own_preview(const struct pins *pins, const struct own_wishes *wishes,
		struct load_result *result, struct error *error)
{
	struct own own AUTO_OWN = {.wishes = wishes};
	struct error ignored AUTO_ERROR = {0};
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (read_file(&own, error))
		return -1;
	if (!probe_open(pins, "load", wishes->name, &path, &meta, &ignored))
		return judge_loaded(&own, &meta, result, error);
	result->outcome = LOAD_LOADED;
	preview_programs(&own, result);
	own_list_maps(own.object, result);
	own_list_globals(own.object, result);
	return 0;
}
