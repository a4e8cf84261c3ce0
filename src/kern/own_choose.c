// SPDX-License-Identifier: GPL-2.0-or-later
/* Which programs of an own object are loaded, and what for. */
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "kern/own_internal.h"
#include "kern/privs.h"

/* "its programs are a, b and c" */
static void hint_programs(const struct bpf_object *object, struct error *error)
{
	struct strbuf names AUTO_STRBUF = {0};
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		strbuf_add_format(&names, "%s%s", names.length ? ", " : "",
				  bpf_program__name(program));
	error_hint(error, "its programs: %s", strbuf_text(&names));
}

static int check_programs(const struct bpf_object *object,
			  const struct own_settings *settings, struct error *error)
{
	for (size_t i = 0; i < settings->count; i++) {
		if (bpf_object__find_program_by_name(object, settings->list[i].name))
			continue;
		error_set(error, ERROR_FAILED, "it has no program '%s'",
			  settings->list[i].name);
		hint_programs(object, error);
		return -1;
	}
	return 0;
}

static bool is_wanted(const struct own_wishes *wishes, const struct bpf_program *program)
{
	const char *name = bpf_program__name(program);

	if (wishes->only.count)
		return own_settings_find(&wishes->only, name);
	return own_settings_find(&wishes->hooks, name) || bpf_program__autoload(program);
}

static int refuse_hook(const char *name, const char *words, struct error *error)
{
	error_set(error, ERROR_FAILED, "cannot attach '%s' to '%s': no such kind of hook",
		  name, words);
	error_hint(error,
		   "--program %s=none loads it and attaches it nowhere; --only "
		   "chooses others",
		   name);
	return -1;
}

/* What libbpf does at its opening by the words of SEC(), for other words. */
static int set_kind(struct bpf_program *program, const struct own_hook *hook,
		    struct error *error)
{
	enum bpf_attach_type attach_type = hook->kind->attach_type;
	enum bpf_prog_type type = hook->kind->type;

	if (libbpf_prog_type_by_name(hook->words, &type, &attach_type) &&
	    type == BPF_PROG_TYPE_UNSPEC)
		return 0;
	bpf_program__set_type(program, type);
	bpf_program__set_expected_attach_type(program, attach_type);
	if (hook->kind->has_btf_target &&
	    bpf_program__set_attach_target(program, 0, hook->target))
		return error_set(
			error, ERROR_FAILED,
			"cannot attach '%s' to '%s': the kernel's BTF has no such",
			bpf_program__name(program), hook->words);
	return 0;
}

static int choose_hook(struct bpf_program *program, const struct own_wishes *wishes,
		       struct own_hook *ret_hook, struct error *error)
{
	const char *name = bpf_program__name(program);
	const struct own_setting *setting = own_settings_find(&wishes->hooks, name);
	const char *words = setting ? setting->value : bpf_program__section_name(program);
	struct own_hook hook;

	if (own_hook_parse(words, &hook))
		return refuse_hook(name, words, error);
	if (hook.kind->target && !*hook.target) {
		error_set(error, ERROR_FAILED,
			  "cannot attach '%s' to '%s': it does not name %s", name, words,
			  hook.kind->target);
		own_hint_target(name, &hook, error);
		return -1;
	}
	*ret_hook = hook;
	if (!setting && bpf_program__type(program) != BPF_PROG_TYPE_UNSPEC)
		return 0;
	return set_kind(program, &hook, error);
}

static size_t count_programs(const struct bpf_object *object)
{
	struct bpf_program *program;
	size_t count = 0;

	bpf_object__for_each_program(program, object)
		count++;
	return count;
}

static int none_chosen(const struct bpf_object *object, struct error *error)
{
	error_set(error, ERROR_FAILED, "none of its programs is loaded by default");
	hint_programs(object, error);
	return -1;
}

int own_choose(struct bpf_object *object, const struct own_wishes *wishes,
	       struct own_hook **ret_hooks, struct error *error)
{
	struct own_hook *hooks AUTO_FREE =
		memory_new(count_programs(object), sizeof(*hooks));
	struct bpf_program *program;
	size_t at = 0, wanted = 0;

	if (check_programs(object, &wishes->only, error) ||
	    check_programs(object, &wishes->hooks, error))
		return -1;
	bpf_object__for_each_program(program, object) {
		bool is_chosen = is_wanted(wishes, program);

		bpf_program__set_autoload(program, is_chosen);
		if (is_chosen && choose_hook(program, wishes, &hooks[at], error))
			return -1;
		wanted += is_chosen;
		at++;
	}
	if (!wanted)
		return none_chosen(object, error);
	*ret_hooks = hooks;
	hooks = NULL;
	return 0;
}

static unsigned int privileges_of(enum bpf_prog_type type)
{
	switch (type) {
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_PERF_EVENT:
		return PRIVILEGE_BPF | PRIVILEGE_PERFMON;
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_SYSCALL:
		return PRIVILEGE_BPF;
	default:
		return PRIVILEGE_BPF | PRIVILEGE_NET_ADMIN;
	}
}

unsigned int own_privileges(const struct bpf_object *object)
{
	struct bpf_program *program;
	unsigned int needed = PRIVILEGE_BPF;

	bpf_object__for_each_program(program, object)
		if (bpf_program__autoload(program))
			needed |= privileges_of(bpf_program__type(program));
	return needed;
}
