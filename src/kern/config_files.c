// SPDX-License-Identifier: GPL-2.0-or-later
/* The configuration files in a directory. */
#include "kern/config_files.h"

#include <dirent.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

static int check_owner(const char *path, const struct stat *info, struct error *error)
{
	if (info->st_uid != 0 && info->st_uid != geteuid())
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not owned by root", path);
	if (info->st_mode & (S_IWGRP | S_IWOTH)) {
		error_set(error, ERROR_FAILED, "cannot use '%s': others may write to it",
			  path);
		error_hint(error, "chmod go-w %s", path);
		return -1;
	}
	return 0;
}

/* Without blocking: it could be a pipe. */
static int open_file(const char *path, size_t *ret_size, int *ret_fd, struct error *error)
{
	int fd AUTO_CLOSE = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat info;

	if (fd < 0 && errno == ELOOP)
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is a symbolic link", path);
	if (fd < 0 || fstat(fd, &info))
		return error_set_errno(error, errno, "cannot read '%s'", path);
	if (!S_ISREG(info.st_mode))
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not a regular file", path);
	if (check_owner(path, &info, error))
		return -1;
	if (info.st_size > CONFIG_FILE_MAX)
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is larger than %d bytes", path,
				 CONFIG_FILE_MAX);
	*ret_size = (size_t)info.st_size;
	*ret_fd = take_fd(&fd);
	return 0;
}

/* As long as it was when it was opened: what is written to it meanwhile is not waited for. */
static int read_file(struct config_file *file, struct error *error)
{
	int fd AUTO_CLOSE = -1;
	size_t size = 0;

	if (open_file(file->path, &size, &fd, error))
		return -1;
	file->text = memory_new(size + 1, 1);
	while (file->length < size) {
		ssize_t bytes = read(fd, file->text + file->length, size - file->length);

		if (bytes < 0 && errno != EINTR)
			return error_set_errno(error, errno, "cannot read '%s'",
					       file->path);
		if (!bytes)
			break;
		file->length += bytes > 0 ? (size_t)bytes : 0;
	}
	return 0;
}

static int is_config(const struct dirent *entry)
{
	return !fnmatch("*.conf", entry->d_name, FNM_PERIOD);
}

static int compare(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

static int check_directory(const char *directory, struct error *error)
{
	struct stat info;

	if (stat(directory, &info))
		return error_set_errno(error, errno, "cannot read '%s'", directory);
	return check_owner(directory, &info, error);
}

int config_files_read(const char *directory, struct config_files *ret_files,
		      struct error *error)
{
	struct config_files files CLEANUP(config_files_release) = {0};
	struct dirent **entries = NULL;
	int count, failed = 0;

	if (check_directory(directory, error))
		return -1;
	count = scandir(directory, &entries, is_config, compare);
	if (count < 0)
		return error_set_errno(error, errno, "cannot read '%s'", directory);
	files.files = memory_new((size_t)count + 1, sizeof(*files.files));
	for (int i = 0; i < count; i++) {
		struct config_file *file = &files.files[files.count];

		if (!failed) {
			file->path =
				memory_format("%s/%s", directory, entries[i]->d_name);
			files.count++;
			failed = read_file(file, error);
		}
		free(entries[i]);
	}
	free(entries);
	if (failed)
		return -1;
	*ret_files = files;
	files = (struct config_files){0};
	return 0;
}

void config_files_release(struct config_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->files[i].path);
		free(files->files[i].text);
	}
	free(files->files);
	*files = (struct config_files){0};
}
