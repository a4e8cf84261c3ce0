// SPDX-License-Identifier: GPL-2.0-or-later
/* What a user can do about an object that does not come up; it changes no message. */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "kern/own_internal.h"

#define OTHERS "; --only NAME,... loads others"

void own_hint_target(const char *program, const struct own_hook *hook,
		     struct error *error)
{
	bool is_pattern = isupper((unsigned char)*hook->kind->target);

	error_hint(error, "--program %s=%s/%s", program, hook->kind->word,
		   is_pattern ? hook->kind->target : "...");
}

/* What stands behind the last slash: of a tracepoint its name. */
static const char *name_in(const struct own_hook *hook)
{
	const char *slash = strrchr(hook->target, '/');

	return slash ? slash + 1 : hook->target;
}

/* The kernel can be asked what it has of them. */
static bool is_of_kernel(enum bpf_prog_type type)
{
	return type == BPF_PROG_TYPE_KPROBE || type == BPF_PROG_TYPE_TRACEPOINT ||
	       type == BPF_PROG_TYPE_RAW_TRACEPOINT || type == BPF_PROG_TYPE_TRACING;
}

static void hint_missing(const struct own_hook *hook, bool has_others,
			 struct error *error)
{
	error_hint(error, "ebpfctl hooks '*%s*' shows what there is%s", name_in(hook),
		   has_others ? OTHERS : "");
}

/* A function that is there, with no place for a probe, or too many arguments for one. */
static bool is_refused(int number)
{
	return number == EBUSY || number == EINVAL || number == KERNEL_ENOTSUPP;
}

void own_hint_attach(const struct own_attachment *at, bool has_others,
		     struct error *error)
{
	const struct own_hook *hook = at->hook;

	if (error->hint || !is_of_kernel(hook->kind->type))
		return;
	if (!error->number && hook->kind->target)
		own_hint_target(bpf_program__name(at->program), hook, error);
	else if (strchr(hook->target, ':'))
		return;
	else if (error->number == ENOENT)
		hint_missing(hook, has_others, error);
	else if (is_refused(error->number))
		error_hint(error, "ebpfctl hooks '%s' says what attaches to it%s",
			   name_in(hook), has_others ? OTHERS : "");
}

/* Those that the kernel does not make for no entries, and whose loaders often choose. */
static bool has_size(enum bpf_map_type type)
{
	switch (type) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
	case BPF_MAP_TYPE_STACK_TRACE:
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
	case BPF_MAP_TYPE_RINGBUF:
		return true;
	default:
		return false;
	}
}

/* Of all maps that are for no entries: a loader of their own would say for how many. */
static void hint_sizes(const struct bpf_object *object, struct error *error)
{
	struct strbuf sizes AUTO_STRBUF = {0};
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		if (!bpf_map__max_entries(map) && has_size(bpf_map__type(map)))
			strbuf_add_format(&sizes, "%s--map-size %s=N",
					  sizes.length ? " " : "", bpf_map__name(map));
	}
	if (sizes.length)
		error_hint(error, "%s: the object leaves sizes to its loader",
			   strbuf_text(&sizes));
}

size_t own_count_chosen(const struct bpf_object *object)
{
	struct bpf_program *program;
	size_t count = 0;

	bpf_object__for_each_program(program, object)
		count += bpf_program__autoload(program);
	return count;
}

void own_hint_load(const struct bpf_object *object, const struct own_hook *hooks,
		   const char *warning, struct error *error)
{
	const struct own_hook *missing = NULL;
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		char *begin AUTO_FREE =
			memory_format("prog '%s': failed to find kernel BTF",
				      bpf_program__name(program));

		if (hooks->kind && !strncmp(warning, begin, strlen(begin)))
			missing = hooks;
		hooks++;
	}
	if (missing)
		hint_missing(missing, own_count_chosen(object) > 1, error);
	else if (!strncmp(warning, "map '", strlen("map '")))
		hint_sizes(object, error);
}
