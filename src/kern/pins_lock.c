// SPDX-License-Identifier: GPL-2.0-or-later
/* Whose turn it is to change what is below ROOT/ebpfctl; and clearing up after the dead.
 */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/memory.h"
#include "kern/bpffs.h"
#include "kern/lock.h"
#include "kern/pins_internal.h"
#include "kern/running.h"

#define LOCK "lock"
#define LOCK_TIMEOUT_MS 10000
#define LOCK_TRIES_MAX 100

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

char *pins_places(const struct pins *pins)
{
	return pins_path(pins->base, NULL, LOCK);
}

int pins_open_place(const struct pins *pins, const char *probe, int *ret_fd,
		    struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, LOCK, probe);
	int checked AUTO_CLOSE = -1;

	if (pins_make_directory(path, error))
		return pins_explain(pins, error);
	if (pins_open_directory(path, &checked, error))
		return -1;
	*ret_fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return *ret_fd < 0 ? error_set_errno(error, errno, "cannot open '%s'", path) : 0;
}

void pins_remove_place(const struct pins *pins, const char *probe)
{
	char *path AUTO_FREE = pins_path(pins->base, LOCK, probe);

	rmdir(path);
}

/* Opens and locks lock/ once. 1 when it was removed in the meantime. */
static int try_lock(struct pins *pins, bool may_create, struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, NULL, LOCK);
	int checked AUTO_CLOSE = -1, fd AUTO_CLOSE = -1;

	if (may_create &&
	    (pins_make_directory(pins->base, error) || pins_make_directory(path, error)))
		return error->number == ENOENT ? 1 : pins_explain(pins, error);
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

static bool has_stage(const struct pin_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (pins_is_stage(names->names[i]))
			return true;
	return false;
}

/*
 * Whoever holds the lock knows that nobody is at work on a stage any more. It can be of a
 * replacement: as long as what runs can be what it brought, it has to stay.
 */
static void remove_leftovers(const struct pins *pins)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	if (pins_list(pins->base, NULL, &names, &error) || !has_stage(&names))
		return;
	if (running_restore(pins, &error)) {
		log_warning("cannot end what a command that died has begun: %s",
			    error.message);
		return;
	}
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(pins->base, NULL, names.names[i]);

		if (pins_is_stage(names.names[i]) &&
		    pins_remove_stage(pins, path, &error))
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
	char *path AUTO_FREE = pins_path(pins->base, NULL, LOCK);

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
	char *lock AUTO_FREE = pins_path(pins->base, NULL, LOCK);
	struct pin_names names AUTO_PIN_NAMES = {0}, places AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	if (pins_list(pins->base, NULL, &names, &error) || names.count != 1)
		return;
	/* of a reader that came while its probe went */
	if (!pins_list(lock, NULL, &places, &error))
		for (size_t i = 0; i < places.count; i++)
			pins_remove_place(pins, places.names[i]);
	if (!rmdir(lock))
		rmdir(pins->base);
}
