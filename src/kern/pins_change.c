// SPDX-License-Identifier: GPL-2.0-or-later
/* Changing what is below ROOT/ebpfctl: making stages, renaming them, taking them apart.
 */
#include "kern/pins.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "ebpfctl_abi.h"
#include "kern/leftovers.h"
#include "kern/link.h"
#include "kern/pins_internal.h"
#include "kern/rcu.h"

#define STAGES_MAX 10000

static void keep_first(struct error *first, struct error *later)
{
	if (first->kind == ERROR_NONE) {
		*first = *later;
		*later = (struct error){0};
	}
	error_clear(later);
}

int pins_make_directory(const char *path, struct error *error)
{
	mode_t old = umask(0);
	int failed = mkdir(path, 0700) && errno != EEXIST;
	int saved = errno;

	umask(old);
	return failed ? error_set_errno(error, saved, "cannot create '%s'", path) : 0;
}

int pins_explain(const struct pins *pins, struct error *error)
{
	if (error->number == EROFS)
		error_hint(error, "mount -o remount,rw %s", pins->root);
	return -1;
}

/* A name below base that is free: what could not be removed may still be there. */
static char *free_stage_path(const struct pins *pins)
{
	for (int i = 0; i < STAGES_MAX; i++) {
		char *path = memory_format("%s/stage_%d", pins->base, i);
		struct stat info;

		if (lstat(path, &info))
			return path;
		free(path);
	}
	return memory_format("%s/stage_%d", pins->base, STAGES_MAX);
}

int pins_make_stage(struct pins *pins, char **ret_path, struct error *error)
{
	static const char *const kinds[] = {PINS_MAPS, PINS_PROGRAMS, PINS_LINKS};
	char *path AUTO_FREE = free_stage_path(pins);

	if (pins_make_directory(path, error))
		return pins_explain(pins, error);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *directory AUTO_FREE = pins_path(path, NULL, kinds[i]);
		struct error ignored AUTO_ERROR = {0};

		if (pins_make_directory(directory, error)) {
			pins_remove_stage(path, &ignored);
			return -1;
		}
	}
	*ret_path = path;
	path = NULL;
	return 0;
}

int pins_commit_stage(struct pins *pins, const char *stage, const char *probe,
		      struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, NULL, probe);

	if (renameat2(AT_FDCWD, stage, AT_FDCWD, path, RENAME_NOREPLACE))
		return error_set_errno(error, errno, "cannot rename '%s' to '%s'", stage,
				       path);
	return 0;
}

int pins_retract_probe(struct pins *pins, const char *probe, char **ret_path,
		       struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, NULL, probe);
	char *stage AUTO_FREE = free_stage_path(pins);

	if (renameat2(AT_FDCWD, path, AT_FDCWD, stage, RENAME_NOREPLACE)) {
		error_set_errno(error, errno, "cannot rename '%s' to '%s'", path, stage);
		return pins_explain(pins, error);
	}
	*ret_path = stage;
	stage = NULL;
	return 0;
}

static void remove_links(const char *stage, struct error *first)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	if (pins_list(stage, PINS_LINKS, &names, &error)) {
		if (error.number != ENOENT)
			keep_first(first, &error);
		return;
	}
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(stage, PINS_LINKS, names.names[i]);

		if (link_release(path, &error))
			keep_first(first, &error);
	}
	if (names.count)
		rcu_wait();
}

/* Files only: a directory that someone put here is not ours and stays. */
static void remove_files(const char *stage, const char *kind, struct error *first)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	if (pins_list(stage, kind, &names, &error)) {
		if (error.number != ENOENT)
			keep_first(first, &error);
		return;
	}
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(stage, kind, names.names[i]);

		if (pins_unpin(path, &error))
			keep_first(first, &error);
	}
}

static void remove_directory(const char *path, struct error *first)
{
	struct error error AUTO_ERROR = {0};

	if (!rmdir(path) || errno == ENOENT)
		return;
	error_set_errno(&error, errno, "cannot remove '%s'", path);
	keep_first(first, &error);
}

int pins_remove_stage(const char *stage, struct error *error)
{
	static const char *const kinds[] = {PINS_LINKS, PINS_PROGRAMS, PINS_MAPS};
	char *meta AUTO_FREE = pins_path(stage, NULL, EBPFCTL_META_MAP);
	struct error first = {0}, later = {0};
	struct leftover_ids ids CLEANUP(leftovers_release) = {0};

	leftovers_note(stage, PINS_PROGRAMS, HANDLE_PROGRAM, &ids);
	leftovers_note(stage, PINS_MAPS, HANDLE_MAP, &ids);
	remove_links(stage, &first);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *directory AUTO_FREE = pins_path(stage, NULL, kinds[i]);

		remove_files(stage, kinds[i], &first);
		remove_directory(directory, &first);
	}
	if (pins_unpin(meta, &later))
		keep_first(&first, &later);
	remove_directory(stage, &first);
	leftovers_wait(&ids);
	if (first.kind == ERROR_NONE)
		return 0;
	error_clear(error);
	*error = first;
	return -1;
}
