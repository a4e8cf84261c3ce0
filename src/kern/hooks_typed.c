// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The hooks that BTF describes. A function is one itself; the typedef btf_trace_NAME is
 * the tracepoint NAME with a pointer of the kernel's own in front of its arguments, and
 * the function __traceiter_NAME has their names; bpf_lsm_NAME is called at the LSM hook
 * NAME.
 */
#include <bpf/btf.h>
#include <string.h>

#include "base/directory.h"
#include "base/memory.h"
#include "kern/hooks_internal.h"

#define BTF_DIRECTORY "/sys/kernel/btf"
#define VMLINUX "vmlinux"
#define TRACEPOINT_PREFIX "btf_trace_"
#define CALLER_PREFIX "__traceiter_"
#define LSM_PREFIX "bpf_lsm_"
#define ARGUMENTS_MAX 6 /* that every kernel hands to a trampoline's program */
#define REGISTER_SIZE 8

struct source {
	const char *pattern;
	struct hooks *hooks;
	struct btf *btf;
	struct btf_dump *dump;
	struct strbuf text; /* that DUMP writes to */
};

static void __attribute__((format(printf, 2, 0)))
take_text(void *context, const char *format, va_list arguments)
{
	strbuf_add_vformat(context, format, arguments);
}

/* The prototype TYPE with NAME in it; owned by the caller, NULL where it has none. */
static char *print_prototype(struct source *source, __u32 type, const char *name)
{
	LIBBPF_OPTS(btf_dump_emit_type_decl_opts, options, .field_name = name);

	strbuf_clear(&source->text);
	if (btf_dump__emit_type_decl(source->dump, type, &options))
		return NULL;
	return memory_copy_string(strbuf_text(&source->text));
}

/* Takes the first argument out of PROTOTYPE, which is a plain pointer. */
static void drop_first_argument(char *prototype)
{
	char *begin = strchr(prototype, '('), *end;

	if (!begin)
		return;
	end = begin + strcspn(begin, ",)");
	if (*end == ',')
		memmove(begin + 1, end + 2, strlen(end + 2) + 1);
	else
		memcpy(begin, "(void)", sizeof("(void)")); /* shorter than "(void *)" */
}

static const struct btf_type *resolve(const struct btf *btf, __u32 type)
{
	int resolved = btf__resolve_type(btf, type);

	return resolved < 0 ? NULL : btf__type_by_id(btf, (__u32)resolved);
}

static bool fits_register(const struct btf *btf, __u32 type)
{
	const struct btf_type *resolved = resolve(btf, type);

	return resolved && (btf_is_ptr(resolved) ||
			    ((btf_is_int(resolved) || btf_is_any_enum(resolved)) &&
			     resolved->size <= REGISTER_SIZE));
}

static bool is_among(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(name, *names))
			return true;
	return false;
}

/* What the trampoline itself calls (btf_id_deny, kernel/bpf/verifier.c). */
static const char *const denied[] = {
	"__rcu_read_lock",	  "__rcu_read_unlock",
	"migrate_disable",	  "migrate_enable",
	"preempt_count_add",	  "preempt_count_sub",
	"rcu_read_unlock_strict", NULL,
};

/* Functions that do not return: a program at the exit would never run (noreturn_deny). */
static const char *const without_exit[] = {
	"__ia32_sys_exit",
	"__ia32_sys_exit_group",
	"__x64_sys_exit",
	"__x64_sys_exit_group",
	"do_exit",
	"do_group_exit",
	"kthread_complete_and_exit",
	"kthread_exit",
	"make_task_dead",
	NULL,
};

static bool can_have_trampoline(const struct btf *btf, const struct btf_type *prototype)
{
	const struct btf_param *arguments = btf_params(prototype);

	if (btf_vlen(prototype) > ARGUMENTS_MAX ||
	    (prototype->type && !fits_register(btf, prototype->type)))
		return false;
	for (__u16 i = 0; i < btf_vlen(prototype); i++)
		if (!fits_register(btf, arguments[i].type)) /* nor the end of "..." */
			return false;
	return true;
}

static void add_function(struct source *source, const struct btf_type *type,
			 const char *name)
{
	const struct btf_type *prototype = btf__type_by_id(source->btf, type->type);
	struct hook *hook;

	if (!prototype || !hook_matches(source->pattern, name))
		return;
	hook = hooks_add(source->hooks, HOOK_FUNCTION, name);
	hook->prototype = print_prototype(source, type->type, name);
	if (can_have_trampoline(source->btf, prototype) && !is_among(name, denied))
		hook->attach =
			is_among(name, without_exit) ? ATTACH_FENTRY : ATTACH_TRAMPOLINE;
}

static void add_lsm(struct source *source, __u32 id, const struct btf_type *type,
		    const char *name)
{
	struct hook *hook;

	if (!hook_matches(source->pattern, name))
		return;
	hook = hooks_add(source->hooks, HOOK_LSM, name);
	hook->prototype = print_prototype(source, type->type, name);
	hook->btf_id = id;
}

static void add_tracepoint(struct source *source, const struct btf_type *type,
			   const char *name)
{
	const struct btf_type *pointer = btf__type_by_id(source->btf, type->type);
	struct hook *hook;

	if (!pointer || !btf_is_ptr(pointer) || !hook_matches(source->pattern, name))
		return;
	hook = hooks_add(source->hooks, HOOK_TRACEPOINT, name);
	hook->prototype = print_prototype(source, pointer->type, name);
	if (hook->prototype)
		drop_first_argument(hook->prototype);
}

/*
 * The function that calls what is attached to the tracepoint NAME: its arguments are the
 * same, and have names. It returns an int that nobody looks at.
 */
static void add_caller(struct source *source, const struct btf_type *type,
		       const char *name)
{
	struct hook *hook;
	char *prototype AUTO_FREE = NULL;

	if (!hook_matches(source->pattern, name))
		return;
	prototype = print_prototype(source, type->type, name);
	if (!prototype || strncmp(prototype, "int ", strlen("int ")))
		return;
	drop_first_argument(prototype);
	hook = hooks_add(source->hooks, HOOK_TRACEPOINT, name);
	hook->prototype = memory_format("void %s", prototype + strlen("int "));
}

/* The part of NAME behind PREFIX; NULL when it does not begin with that. */
static const char *behind(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(name, prefix, length) ? NULL : name + length;
}

static void add_type(struct source *source, __u32 id)
{
	const struct btf_type *type = btf__type_by_id(source->btf, id);
	const char *name = btf__name_by_offset(source->btf, type->name_off), *rest;

	if (btf_is_func(type)) {
		add_function(source, type, name);
		rest = behind(name, LSM_PREFIX);
		if (rest)
			add_lsm(source, id, type, rest);
		rest = behind(name, CALLER_PREFIX);
		if (rest)
			add_caller(source, type, rest);
	} else if (btf_is_typedef(type)) {
		rest = behind(name, TRACEPOINT_PREFIX);
		if (rest)
			add_tracepoint(source, type, rest);
	}
}

/* -1 with errno. */
static int add_types(const char *pattern, struct btf *btf, __u32 first,
		     struct hooks *hooks)
{
	struct source source = {.pattern = pattern, .hooks = hooks, .btf = btf};

	source.dump = btf_dump__new(btf, take_text, &source.text, NULL);
	if (!source.dump)
		return -1;
	for (__u32 id = first; id < btf__type_cnt(btf); id++)
		add_type(&source, id);
	btf_dump__free(source.dump);
	strbuf_release(&source.text);
	return 0;
}

static int add_module(const char *pattern, const char *name, struct btf *base,
		      struct hooks *hooks, struct error *error)
{
	char *path AUTO_FREE = memory_format(BTF_DIRECTORY "/%s", name);
	struct btf *module = btf__parse_split(path, base);
	int missed = 0;

	if (!module || add_types(pattern, module, btf__type_cnt(base), hooks))
		missed = hooks_miss(errno, error, "cannot read '%s'", path);
	btf__free(module);
	return missed;
}

static int add_modules(const char *pattern, struct btf *base, struct hooks *hooks,
		       struct error *error)
{
	DIR *directory AUTO_CLOSEDIR = opendir(BTF_DIRECTORY);
	struct dirent *entry;
	int missed = 0;

	while ((entry = directory_next(directory)))
		if (strcmp(entry->d_name, VMLINUX))
			missed |= add_module(pattern, entry->d_name, base, hooks, error);
	if (errno)
		missed |= hooks_miss(errno, error, "cannot read '%s'", BTF_DIRECTORY);
	return missed;
}

int hooks_add_typed(const char *pattern, struct hooks *hooks, struct error *error)
{
	struct btf *btf = btf__parse(BTF_DIRECTORY "/" VMLINUX, NULL);
	int missed = 0;

	hooks->has_types = btf;
	if (!btf)
		return 0;
	if (add_types(pattern, btf, 1, hooks))
		missed = hooks_miss(errno, error, "cannot read '%s'",
				    BTF_DIRECTORY "/" VMLINUX);
	missed |= add_modules(pattern, btf, hooks, error);
	btf__free(btf);
	return missed;
}
