/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which opens a reader wants, from the words of the command line to what the BPF program
 * reads. A value that begins with `!` negates; several of one kind mean any of them. This
 * is the one encoder of struct ebpfctl_filter.
 */
#ifndef CORE_FILTER_H
#define CORE_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ebpfctl_abi.h"

/* Each returns 0, or -1 with *error filled (ERROR_USAGE): the filter is as it was. */
int filter_add_pid(struct ebpfctl_filter *filter, const char *text, struct error *error);
int filter_add_tid(struct ebpfctl_filter *filter, const char *text, struct error *error);
int filter_add_uid(struct ebpfctl_filter *filter, uint32_t uid, bool is_negated,
		   struct error *error);
/* A process somewhere above, in the numbers of the initial pid namespace. */
int filter_add_ancestor(struct ebpfctl_filter *filter, uint32_t pid, struct error *error);
/* By its number or its name: 2, ENOENT. */
int filter_add_errno(struct ebpfctl_filter *filter, const char *text,
		     struct error *error);
/* NAME is the whole comm, NAME* its beginning, *NAME* any part of it. */
int filter_add_comm(struct ebpfctl_filter *filter, const char *text, struct error *error);
/* By its name: O_CREAT; O_RDONLY, O_WRONLY and O_RDWR are the access mode. */
int filter_add_flag(struct ebpfctl_filter *filter, const char *text, struct error *error);
/* The path as it was given begins with TEXT. */
int filter_add_prefix(struct ebpfctl_filter *filter, const char *text,
		      struct error *error);
/* The control group of that id (its inode in cgroup2), or one below it. */
int filter_add_cgroup(struct ebpfctl_filter *filter, uint64_t id, bool is_negated,
		      struct error *error);

/* Skips a leading `!` of *TEXT and says whether there was one. */
bool filter_take_negation(const char **text);

#endif
