/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors of BPF objects. BPF_OBJ_GET hands out whatever is pinned under a name, and
 * a look-up writes as many bytes as that object says: so the kind is asked first.
 */
#ifndef KERN_HANDLE_H
#define KERN_HANDLE_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum handle_kind {
	HANDLE_MAP,
	HANDLE_PROGRAM,
	HANDLE_LINK,
};

enum handle_access {
	HANDLE_READ, /* all that a group reader of a 0640 pin can have */
	HANDLE_WRITE,
};

/*
 * Opens the pin at PATH, which must be a bpffs file and no symbolic link, and be of KIND.
 * The caller closes *ret_fd.
 */
int handle_open(const char *path, enum handle_kind kind, enum handle_access access,
		int *ret_fd, struct error *error);

/* Whether the descriptor FD, which may be closed, is one of a link. */
bool handle_is_link(int fd);

/* Infos of an open object; -1 with errno set. */
int handle_map_info(int fd, struct bpf_map_info *ret_info);
int handle_program_info(int fd, struct bpf_prog_info *ret_info);
int handle_link_info(int fd, struct bpf_link_info *ret_info);

/* The kernel's id of what is pinned at PATH, which must be of KIND. */
int handle_id(const char *path, enum handle_kind kind, uint32_t *ret_id,
	      struct error *error);

#endif
