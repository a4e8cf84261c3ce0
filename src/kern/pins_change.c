// SPDX-License-Identifier: GPL-2.0-or-later
/* Changing what is below ROOT/ebpfctl: the lock, stages, and what the dead have left. */
#include "kern/pins.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/memory.h"
#include "ebpfctl_abi.h"
#include "kern/bpffs.h"
#include "kern/leftovers.h"
#include "kern/link.h"
#include "kern/lock.h"
#include "kern/pins_internal.h"
#include "kern/rcu.h"

#define LOCK_TIMEOUT_MS 10000
#define LOCK_TRIES_MAX 100
#define STAGES_MAX 10000

static void keep_first(struct error *first, struct error *later)
{
	if (first->kind == ERROR_NONE) {
		*first = *later;
		*later = (struct error){0};
	}
	error_clear(later);
}

/* One that is there is fine: what it is will be checked when it is opened. */
static int make_directory(const char *path, struct error *error)
{
	mode_t old = umask(0);
	int failed = mkdir(path, 0700) && errno != EEXIST;
	int saved = errno;

	umask(old);
	return failed ? error_set_errno(error, saved, "cannot create '%s'", path) : 0;
}

static int explain(const struct pins *pins, struct error *error)
{
	if (error->number == EROFS)
		error_hint(error, "mount -o remount,rw %s", pins->root);
	return -1;
}

/* Whether PATH still names what FD is: it can have been removed while we waited. */
static bool is_same_directory(int fd, const char *path)
{
	struct stat held, named;

	return !fstat(fd, &held) && !lstat(path, &named) && held.st_ino == named.st_ino &&
	       held.st_dev == named.st_dev;
}

static int not_loaded(struct error *error)
{
	return error_set(error, ERROR_NOT_LOADED, "nothing is loaded");
}

/* Opens and locks lock/ once. 1 when it was removed in the meantime. */
static int try_lock(struct pins *pins, bool may_create, struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, NULL, "lock");
	int checked AUTO_CLOSE = -1, fd AUTO_CLOSE = -1;

	if (may_create &&
	    (make_directory(pins->base, error) || make_directory(path, error)))
		return error->number == ENOENT ? 1 : explain(pins, error);
	if (pins_find_base(pins, error))
		return -1;
	if (!pins->is_there)
		return may_create ? 1 : not_loaded(error);
	if (pins_open_directory(path, &checked, error))
		return -1;
	if (checked < 0)
		return may_create ? 1 : not_loaded(error);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ?
			       1 :
			       error_set_errno(error, errno, "cannot open '%s'", path);
	if (lock_take(fd, path, LOCK_TIMEOUT_MS, error))
		return -1;
	if (!is_same_directory(fd, path))
		return 1;
	cleanup_close(&pins->lock_fd);
	pins->lock_fd = take_fd(&fd);
	pins->is_locked = true;
	return 0;
}

static int take_lock(struct pins *pins, bool may_create, struct error *error)
{
	for (int i = 0; i < LOCK_TRIES_MAX; i++) {
		int result = try_lock(pins, may_create, error);

		if (result <= 0)
			return result;
		error_clear(error);
	}
	return error_set(error, ERROR_FAILED,
			 "cannot lock '%s': it is removed again and again", pins->base);
}

/* Whoever holds the lock knows that nobody is at work on a stage any more. */
static void remove_leftovers(const struct pins *pins)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	if (pins_list(pins->base, NULL, &names, &error))
		return;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(pins->base, NULL, names.names[i]);

		if (pins_is_stage(names.names[i]) && pins_remove_stage(path, &error))
			log_warning("cannot remove what is left in '%s': %s", path,
				    error.message);
	}
}

int pins_lock_to_create(struct pins *pins, struct error *error)
{
	bool is_mounted;

	/* what a user makes is that user's, and would be refused when it is next looked
	 * at */
	if (geteuid() != 0) {
		error_set(error, ERROR_FAILED, "cannot create '%s': it has to be root's",
			  pins->base);
		error_hint(error, "sudo ebpfctl load");
		return -1;
	}
	if (bpffs_check(pins->root, &is_mounted, error) ||
	    (!is_mounted && bpffs_mount(pins->root, error)))
		return -1;
	if (take_lock(pins, true, error))
		return -1;
	remove_leftovers(pins);
	return 0;
}

int pins_lock_to_change(struct pins *pins, struct error *error)
{
	if (take_lock(pins, false, error))
		return -1;
	remove_leftovers(pins);
	return 0;
}

int pins_lock_again(struct pins *pins, struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, NULL, "lock");

	if (lock_take(pins->lock_fd, path, LOCK_TIMEOUT_MS, error))
		return -1;
	if (!is_same_directory(pins->lock_fd, path)) {
		flock(pins->lock_fd, LOCK_UN);
		return not_loaded(error);
	}
	pins->is_locked = true;
	return 0;
}

void pins_unlock(struct pins *pins)
{
	flock(pins->lock_fd, LOCK_UN);
	pins->is_locked = false;
}

/* rmdir refuses a directory that is not empty, so the lock goes only with all the rest.
 */
void pins_remove_empty_base(const struct pins *pins)
{
	char *lock AUTO_FREE = pins_path(pins->base, NULL, "lock");
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	if (pins_list(pins->base, NULL, &names, &error) || names.count != 1)
		return;
	if (!rmdir(lock))
		rmdir(pins->base);
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

	if (make_directory(path, error))
		return explain(pins, error);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *directory AUTO_FREE = pins_path(path, NULL, kinds[i]);
		struct error ignored AUTO_ERROR = {0};

		if (make_directory(directory, error)) {
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
		return explain(pins, error);
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
