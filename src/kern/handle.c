// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors of BPF objects: opening a pin as what it must be. */
#include "kern/handle.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
	const char *link; /* what /proc/self/fd shows (anon_inode_getfd in kernel/bpf) */
	const char *words;
} kinds[] = {
	[HANDLE_MAP] = {"anon_inode:bpf-map", "a map"},
	[HANDLE_PROGRAM] = {"anon_inode:bpf-prog", "a program"},
	[HANDLE_LINK] = {"anon_inode:bpf_link", "a link"},
};

/* 1 or 0; -1 with errno where that cannot be told. */
static int is_of_kind(int fd, enum handle_kind kind)
{
	char path[64], target[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return -1;
	target[length] = '\0';
	/* some kernels write bpf-link */
	if (kind == HANDLE_LINK && !strcmp(target, "anon_inode:bpf-link"))
		return 1;
	return !strcmp(target, kinds[kind].link);
}

bool handle_is_link(int fd)
{
	return is_of_kind(fd, HANDLE_LINK) == 1;
}

int handle_open(const char *path, enum handle_kind kind, enum handle_access access,
		int *ret_fd, struct error *error)
{
	LIBBPF_OPTS(bpf_obj_get_opts, options,
		    .file_flags = access == HANDLE_READ && kind == HANDLE_MAP ?
					  BPF_F_RDONLY :
					  0);
	int fd AUTO_CLOSE = -1;
	struct stat info;
	int is_it;

	if (lstat(path, &info))
		return error_set_errno(error, errno, "cannot open '%s'", path);
	if (!S_ISREG(info.st_mode))
		return error_set(error, ERROR_FAILED, "cannot open '%s': it is not %s",
				 path, kinds[kind].words);
	fd = bpf_obj_get_opts(path, &options);
	if (fd < 0)
		return error_set_errno(error, errno, "cannot open '%s'", path);
	is_it = is_of_kind(fd, kind);
	if (is_it < 0)
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	if (!is_it)
		return error_set(error, ERROR_FAILED, "cannot open '%s': it is not %s",
				 path, kinds[kind].words);
	*ret_fd = take_fd(&fd);
	return 0;
}

int handle_map_info(int fd, struct bpf_map_info *ret_info)
{
	__u32 size = sizeof(*ret_info);

	memset(ret_info, 0, sizeof(*ret_info));
	return bpf_obj_get_info_by_fd(fd, ret_info, &size);
}

int handle_program_info(int fd, struct bpf_prog_info *ret_info)
{
	__u32 size = sizeof(*ret_info);

	memset(ret_info, 0, sizeof(*ret_info));
	return bpf_obj_get_info_by_fd(fd, ret_info, &size);
}

int handle_link_info(int fd, struct bpf_link_info *ret_info)
{
	__u32 size = sizeof(*ret_info);

	memset(ret_info, 0, sizeof(*ret_info));
	return bpf_obj_get_info_by_fd(fd, ret_info, &size);
}

static int id_of(int fd, enum handle_kind kind, uint32_t *ret_id)
{
	struct bpf_prog_info program;
	struct bpf_link_info link;
	struct bpf_map_info map;
	int failed;

	switch (kind) {
	case HANDLE_PROGRAM:
		failed = handle_program_info(fd, &program);
		*ret_id = program.id;
		break;
	case HANDLE_LINK:
		failed = handle_link_info(fd, &link);
		*ret_id = link.id;
		break;
	default:
		failed = handle_map_info(fd, &map);
		*ret_id = map.id;
	}
	return failed;
}

int handle_id(const char *path, enum handle_kind kind, uint32_t *ret_id,
	      struct error *error)
{
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, kind, HANDLE_READ, &fd, error))
		return -1;
	if (id_of(fd, kind, ret_id))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	return 0;
}
