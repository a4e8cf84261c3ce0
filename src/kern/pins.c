// SPDX-License-Identifier: GPL-2.0-or-later
/* Paths below ROOT/ebpfctl, and whether what is there can be trusted. */
#include "kern/pins.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>

#include "base/directory.h"
#include "base/memory.h"
#include "kern/bpf_allowed.h"
#include "kern/bpffs.h"
#include "kern/pins_internal.h"

#define STAGE_PREFIX "stage_"

bool pins_is_stage(const char *name)
{
	return !strncmp(name, STAGE_PREFIX, strlen(STAGE_PREFIX));
}

/* Each load, and each replacement, makes another one: bpffs gives no number twice. */
static uint64_t inode_of(const char *directory)
{
	struct stat info;

	return lstat(directory, &info) ? 0 : info.st_ino;
}

struct pins_reading pins_reading_of(const char *directory)
{
	return (struct pins_reading){
		.directory = directory,
		.inode = inode_of(directory),
	};
}

#define READINGS_MAX 4
#define SETTLE_NS (10 * 1000 * 1000)

bool pins_reading_again(struct pins_reading *reading, bool looks_whole)
{
	const struct timespec pause = {.tv_nsec = SETTLE_NS};
	uint64_t before = reading->inode;
	bool is_same;

	reading->inode = inode_of(reading->directory);
	is_same = reading->inode == before;
	reading->is_whole = reading->inode && is_same;
	if (is_same && (looks_whole || !reading->inode))
		return false;
	if (++reading->count == READINGS_MAX)
		return false;
	if (is_same)
		nanosleep(&pause, NULL);
	return true;
}

char *pins_path(const char *directory, const char *kind, const char *name)
{
	if (!kind)
		return memory_format("%s/%s", directory, name);
	return memory_format("%s/%s/%s", directory, kind, name);
}

char *pins_above(const char *path)
{
	const char *slash = strrchr(path, '/');

	return memory_format("%.*s", slash ? (int)(slash - path) : 0, path);
}

bool pins_has(const char *directory, const char *kind, const char *name)
{
	char *path AUTO_FREE = pins_path(directory, kind, name);
	struct stat info;

	return !lstat(path, &info) || errno != ENOENT;
}

static int check_directory(int fd, const char *path, struct error *error)
{
	struct statfs fs;
	struct stat info;

	if (fstatfs(fd, &fs) || fstat(fd, &info))
		return error_set_errno(error, errno, "cannot look at '%s'", path);
	if ((unsigned long)fs.f_type != BPF_FS_MAGIC)
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not in a bpffs", path);
	if (info.st_uid != 0)
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not owned by root", path);
	if (info.st_mode & (S_IWGRP | S_IWOTH))
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': others may write to it", path);
	return 0;
}

int pins_open_directory(const char *path, int *ret_fd, struct error *error)
{
	int fd AUTO_CLOSE = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*ret_fd = -1;
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 && errno == ENOTDIR)
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not a directory", path);
	if (fd < 0)
		return error_set_errno(error, errno, "cannot open '%s'", path);
	if (check_directory(fd, path, error))
		return -1;
	*ret_fd = take_fd(&fd);
	return 0;
}

int pins_find_base(struct pins *pins, struct error *error)
{
	int fd AUTO_CLOSE = -1;

	if (pins_open_directory(pins->base, &fd, error))
		return -1;
	pins->is_there = fd >= 0;
	return 0;
}

/* Before anything is changed: what cannot be opened cannot be removed either. */
static int check_access(const struct pins *pins, struct error *error)
{
	if (!pins->is_there || !bpf_allowed_to_open(error))
		return 0;
	return error_wrap(error, "cannot open '%s'", pins->base);
}

int pins_open(const char *root, struct pins *ret_pins, struct error *error)
{
	struct pins pins = {.lock_fd = -1};
	bool is_mounted;

	if (bpffs_check(root, &is_mounted, error))
		return -1;
	pins.root = memory_copy_string(root);
	pins.base = memory_format("%s/ebpfctl", root);
	if (is_mounted && (pins_find_base(&pins, error) || check_access(&pins, error))) {
		pins_close(&pins);
		return -1;
	}
	*ret_pins = pins;
	return 0;
}

void pins_close(struct pins *pins)
{
	if (pins->is_locked)
		pins_remove_empty_base(pins);
	cleanup_close(&pins->lock_fd);
	free(pins->root);
	free(pins->base);
	*pins = (struct pins){.lock_fd = -1};
}

int pins_find_probe(const struct pins *pins, const char *probe, char **ret_path,
		    struct error *error)
{
	static const char *const kinds[] = {NULL, PINS_MAPS, PINS_PROGRAMS, PINS_LINKS};
	char *path AUTO_FREE = pins_path(pins->base, NULL, probe);

	*ret_path = NULL;
	if (!pins->is_there)
		return 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *directory AUTO_FREE = kinds[i] ? pins_path(path, NULL, kinds[i]) :
						       memory_copy_string(path);
		int fd AUTO_CLOSE = -1;

		if (pins_open_directory(directory, &fd, error))
			return -1;
		if (fd < 0 && !kinds[i])
			return 0;
		if (fd < 0)
			return error_set(error, ERROR_FAILED,
					 "cannot use '%s': it is missing", directory);
	}
	*ret_path = path;
	path = NULL;
	return 0;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static void add_name(struct pin_names *names, const char *name)
{
	names->names =
		memory_resize(names->names, names->count + 1, sizeof(*names->names));
	names->names[names->count++] = memory_copy_string(name);
}

int pins_list(const char *directory, const char *kind, struct pin_names *ret_names,
	      struct error *error)
{
	char *path AUTO_FREE =
		kind ? pins_path(directory, NULL, kind) : memory_copy_string(directory);
	DIR *open_directory AUTO_CLOSEDIR = opendir(path);
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct dirent *entry;

	while ((entry = directory_next(open_directory)))
		add_name(&names, entry->d_name);
	if (errno)
		return error_set_errno(error, errno, "cannot read '%s'", path);
	if (names.count)
		qsort(names.names, names.count, sizeof(*names.names), compare_names);
	*ret_names = names;
	names = (struct pin_names){0};
	return 0;
}

void pins_free_names(struct pin_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct pin_names){0};
}

int pins_pin(int fd, const char *path, struct error *error)
{
	if (bpf_obj_pin(fd, path))
		return error_set_errno(error, errno, "cannot pin '%s'", path);
	if (chmod(path, 0600)) {
		int saved = errno;

		unlink(path);
		return error_set_errno(error, saved, "cannot set the mode of '%s'", path);
	}
	return 0;
}

int pins_unpin(const char *path, struct error *error)
{
	if (unlink(path) && errno != ENOENT)
		return error_set_errno(error, errno, "cannot remove '%s'", path);
	return 0;
}
