/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file open as a reader sees it, and the books of a reader. This is the one decoder
 * of struct ebpfctl_open_event and struct ebpfctl_reader_books.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ebpfctl_abi.h"

struct open_event {
	uint64_t seq;
	uint64_t time_ns; /* CLOCK_BOOTTIME */
	uint32_t pid,
		tid; /* 0 and not known for a task outside the reader's pid namespace */
	bool is_pid_known;
	uint32_t ppid; /* of the process that it is a child of */
	bool is_ppid_known;
	uint32_t uid, gid;
	uint64_t cgroup_id;
	int32_t fd;	     /* -1 when the open failed */
	int32_t error;	     /* errno; 0 when it did not */
	uint64_t flags;	     /* raw */
	bool is_flags_known; /* openat2 can be called with arguments that nobody can read
			      */
	bool has_mode;	     /* with O_CREAT or O_TMPFILE */
	uint32_t mode;
	bool is_path_known;
	bool is_path_truncated;
	const char *path; /* not terminated, in the record: valid as long as that */
	size_t path_length;
	int32_t dirfd; /* AT_FDCWD for the working directory */
	bool is_dirfd_known;
	const char *dir; /* what a relative path is relative to, as path; NULL if it was
			    not asked for */
	size_t dir_length;
	bool is_dir_complete; /* it begins at the root of the process */
	struct ebpfctl_comm comm;
};

/* hits = delivered + filtered + dropped + lapsed */
struct reader_books {
	uint64_t hits, delivered, filtered, dropped, lapsed;
};

/* 0, or -1 for a record that is too short or contradicts itself. */
int event_decode(const void *record, size_t size, struct open_event *ret_event);

void books_sum_cpus(const struct ebpfctl_reader_books *per_cpu, size_t cpu_count,
		    struct reader_books *ret_books);

/*
 * The flag called NAME, as what to compare: (flags & *ret_mask) == *ret_value. False when
 * there is no such flag.
 */
bool event_find_flag(const char *name, uint64_t *ret_mask, uint64_t *ret_value);

#define EVENT_FLAG_NAMES_MAX 24

/*
 * The names of the flags in FLAGS, the access mode first ("O_RDONLY", ...), at most
 * EVENT_FLAG_NAMES_MAX. Bits without a name are left out: the raw value has them.
 */
size_t event_flag_names(uint64_t flags, const char *names[EVENT_FLAG_NAMES_MAX]);

#endif
