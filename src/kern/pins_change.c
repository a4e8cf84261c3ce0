// SPDX-License-Identifier: GPL-2.0-or-later
/* Changing what is below ROOT/ebpfctl: making stages, and renaming them. */
#include "kern/pins.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "kern/handle.h"
#include "kern/pins_internal.h"

#define STAGES_MAX 10000

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
			pins_remove_stage(pins, path, &ignored);
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

int pins_exchange_stage(struct pins *pins, const char *stage, const char *probe,
			struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, NULL, probe);

	if (renameat2(AT_FDCWD, stage, AT_FDCWD, path, RENAME_EXCHANGE))
		return error_set_errno(error, errno, "cannot exchange '%s' and '%s'",
				       stage, path);
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

static enum handle_kind handle_kind_of(const char *kind)
{
	if (!strcmp(kind, PINS_LINKS))
		return HANDLE_LINK;
	return strcmp(kind, PINS_MAPS) ? HANDLE_PROGRAM : HANDLE_MAP;
}

int pins_copy(const char *from, const char *to, const char *kind, const char *name,
	      struct error *error)
{
	char *old_path AUTO_FREE = pins_path(from, kind, name);
	char *new_path AUTO_FREE = pins_path(to, kind, name);
	int fd AUTO_CLOSE = -1;

	if (!handle_open(old_path, handle_kind_of(kind), HANDLE_WRITE, &fd, error))
		return pins_pin(fd, new_path, error);
	if (error->number != ENOENT)
		return -1;
	error_clear(error);
	return 0;
}
