// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The hooks that the kernel lists: functions in kallsyms, those of them that can be traced
 * in tracefs, those that must not be probed in debugfs, tracepoints in tracefs.
 */
#include <fcntl.h>
#include <string.h>

#include "base/directory.h"
#include "base/memory.h"
#include "core/symbols.h"
#include "kern/detached_mount.h"
#include "kern/file.h"
#include "kern/hooks_internal.h"
#include "kern/tracefs.h"

#define KALLSYMS "/proc/kallsyms"
#define TRACEABLE "available_filter_functions"
#define BLACKLIST "kprobes/blacklist"
#define EVENTS "events"

/* ---- kallsyms ---- */

/* Code that is gone after boot; from 0 to 0 where addresses are hidden. */
struct init_text {
	uint64_t begin, end;
};

static bool begins_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Neither padding in front of functions, nor cold parts of them, nor generated code. */
static bool is_function(const struct symbol *symbol)
{
	return strchr("tTwW", symbol->type) && !begins_with(symbol->name, "__pfx_") &&
	       !begins_with(symbol->name, "__cfi_") && !strstr(symbol->name, ".cold") &&
	       (!symbol->module || (!begins_with(symbol->module, "[bpf]") &&
				    !begins_with(symbol->module, "[__builtin__")));
}

static void note_init(const struct symbol *symbol, struct init_text *init)
{
	if (!strcmp(symbol->name, "_sinittext"))
		init->begin = symbol->address;
	else if (!strcmp(symbol->name, "_einittext"))
		init->end = symbol->address;
}

/* One symbol that is counted: name and address. */
struct found {
	const char *name; /* in the text of kallsyms */
	uint64_t address;
};

struct found_list {
	struct found *found;
	size_t count, capacity;
};

static void add_found(struct found_list *list, const struct symbol *symbol)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 64;
		list->found =
			memory_resize(list->found, list->capacity, sizeof(*list->found));
	}
	list->found[list->count++] = (struct found){symbol->name, symbol->address};
}

static int compare_found(const void *left, const void *right)
{
	return strcmp(((const struct found *)left)->name,
		      ((const struct found *)right)->name);
}

/* One hook for all of a name, in the order of names. */
static void count_copies(const struct found_list *list, const struct init_text *init,
			 struct hooks *functions)
{
	struct hook *last = NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct found *found = &list->found[i];

		if (found->address >= init->begin && found->address < init->end)
			continue;
		if (!last || strcmp(last->name, found->name))
			last = hooks_add(functions, HOOK_FUNCTION, found->name);
		last->copies++;
	}
}

static int read_symbols(const char *pattern, struct hooks *functions, struct error *error)
{
	struct strbuf text AUTO_STRBUF = {0};
	struct found_list list = {0};
	struct init_text init = {0};
	struct symbol symbol;
	char *at, *line;

	if (!file_read_all(AT_FDCWD, KALLSYMS, &text))
		return hooks_miss(errno, error, "cannot read '%s'", KALLSYMS);
	at = text.text;
	while ((line = hooks_next_line(&at))) {
		if (!symbol_parse(line, &symbol))
			continue;
		note_init(&symbol, &init);
		if (is_function(&symbol) && hook_matches(pattern, symbol.name))
			add_found(&list, &symbol);
	}
	if (list.count)
		qsort(list.found, list.count, sizeof(*list.found), compare_found);
	count_copies(&list, &init, functions);
	free(list.found);
	return 0;
}

/* ---- what can be traced and probed ---- */

/* "NAME" and, behind a blank, its module. */
static void note_traceable(char *line, struct hooks *functions)
{
	struct hook *hook;

	line[strcspn(line, " \t")] = '\0';
	hook = hooks_find(functions, HOOK_FUNCTION, line);
	if (hook)
		hook->attach = ATTACH_TRAMPOLINE | ATTACH_PROBES;
}

/* "BEGIN-END\tNAME" */
static void note_blacklisted(char *line, struct hooks *functions)
{
	char *tab = strchr(line, '\t');
	struct hook *hook = tab ? hooks_find(functions, HOOK_FUNCTION, tab + 1) : NULL;

	if (hook)
		hook->attach &= ~(unsigned int)ATTACH_PROBES;
}

static bool for_each_line(int directory, const char *name, struct hooks *functions,
			  void (*note)(char *line, struct hooks *functions))
{
	struct strbuf text AUTO_STRBUF = {0};
	char *at, *line;

	if (!file_read_all(directory, name, &text))
		return false;
	at = text.text;
	while ((line = hooks_next_line(&at)))
		note(line, functions);
	return true;
}

/* Without the list, whatever is there can be probed, and nothing has a trampoline. */
static int note_all_traceable(int tracefs, struct hooks *functions, struct error *error)
{
	if (tracefs >= 0 && for_each_line(tracefs, TRACEABLE, functions, note_traceable))
		return 0;
	for (size_t i = 0; i < functions->count; i++)
		functions->hooks[i].attach = ATTACH_PROBES;
	return hooks_miss(errno, error, "cannot read '%s' in tracefs", TRACEABLE);
}

/* An empty one is none. */
static int note_all_blacklisted(int debugfs, struct hooks *functions, struct error *error)
{
	if (debugfs >= 0 &&
	    for_each_line(debugfs, BLACKLIST, functions, note_blacklisted))
		return 0;
	return errno == ENODATA ?
		       0 :
		       hooks_miss(errno, error, "cannot read '%s' in debugfs", BLACKLIST);
}

static int note_lists(struct hooks *functions, struct error *error)
{
	bool is_mounted;
	int tracefs AUTO_CLOSE = tracefs_find(&is_mounted);
	int missed = note_all_traceable(tracefs, functions, error);
	int debugfs AUTO_CLOSE = detached_mount_open("debugfs");

	return missed | note_all_blacklisted(debugfs, functions, error);
}

int hooks_add_functions(const char *pattern, struct hooks *hooks,
			struct hooks *ret_functions, struct error *error)
{
	int missed = read_symbols(pattern, ret_functions, error);

	missed |= note_lists(ret_functions, error);
	for (size_t i = 0; i < ret_functions->count; i++)
		hooks_add(hooks, HOOK_FUNCTION, ret_functions->hooks[i].name);
	return missed;
}

/* ---- tracepoints ---- */

static DIR *open_directory(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !directory)
		close(fd);
	return directory;
}

/* KNOWN hooks are sorted; those that are added behind them are not. */
static void add_event(const char *category, const char *name, const struct hooks *known,
		      struct hooks *hooks)
{
	struct hook *hook = hooks_find(known, HOOK_TRACEPOINT, name);

	if (!hook)
		hook = hooks_add(hooks, HOOK_TRACEPOINT, name);
	if (!hook->category)
		hook->category = memory_copy_string(category);
}

static int add_category(int events, const char *category, const char *pattern,
			const struct hooks *known, struct hooks *hooks,
			struct error *error)
{
	DIR *directory AUTO_CLOSEDIR = open_directory(events, category);
	struct dirent *entry;

	while ((entry = directory_next(directory)))
		if (entry->d_type == DT_DIR && hook_matches(pattern, entry->d_name))
			add_event(category, entry->d_name, known, hooks);
	return errno ? hooks_miss(errno, error, "cannot read '%s/%s' in tracefs", EVENTS,
				  category) :
		       0;
}

int hooks_add_events(const char *pattern, struct hooks *hooks, struct error *error)
{
	bool is_mounted;
	int tracefs AUTO_CLOSE = tracefs_find(&is_mounted);
	DIR *events AUTO_CLOSEDIR = tracefs < 0 ? NULL : open_directory(tracefs, EVENTS);
	struct hooks added AUTO_HOOKS = {0};
	struct dirent *entry;
	int missed = 0;

	while ((entry = directory_next(events)))
		if (entry->d_type == DT_DIR)
			missed |= add_category(dirfd(events), entry->d_name, pattern,
					       hooks, &added, error);
	if (errno)
		missed |= hooks_miss(errno, error, "cannot read '%s' in tracefs", EVENTS);
	for (size_t i = 0; i < added.count; i++) {
		struct hook *hook =
			hooks_add(hooks, HOOK_TRACEPOINT, added.hooks[i].name);

		hook->category = added.hooks[i].category;
		added.hooks[i].category = NULL;
	}
	return missed;
}
