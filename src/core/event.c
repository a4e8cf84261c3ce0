// SPDX-License-Identifier: GPL-2.0-or-later
/* The decoder of records and books. */
#include "core/event.h"

#include <fcntl.h>
#include <string.h>

/* glibc's O_LARGEFILE is 0 where every file is large; the kernel's bit is not. */
#if defined(__x86_64__) || defined(__s390x__)
#define KERNEL_O_LARGEFILE 0100000
#elif defined(__aarch64__)
#define KERNEL_O_LARGEFILE 0400000
#else
#define KERNEL_O_LARGEFILE __O_LARGEFILE
#endif

static bool is_creating(uint64_t flags)
{
	return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
}

/* A tracer can have a call return anything, by seccomp(2): also what has no negation. */
static int32_t error_of(int32_t result)
{
	if (result >= 0)
		return 0;
	return result == INT32_MIN ? INT32_MAX : -result;
}

int event_decode(const void *record, size_t size, struct open_event *ret_event)
{
	struct ebpfctl_open_event raw;

	if (size < EBPFCTL_OPEN_EVENT_HEAD)
		return -1;
	memcpy(&raw, record, EBPFCTL_OPEN_EVENT_HEAD);
	if (raw.path_len >= EBPFCTL_PATH_MAX ||
	    size < EBPFCTL_OPEN_EVENT_HEAD + raw.path_len)
		return -1;
	*ret_event = (struct open_event){
		.seq = raw.seq,
		.time_ns = raw.time_ns,
		.pid = raw.pid,
		.tid = raw.tid,
		.is_pid_known = !(raw.unknown & EBPFCTL_UNKNOWN_PID),
		.ppid = raw.ppid,
		.is_ppid_known = !(raw.unknown & EBPFCTL_UNKNOWN_PPID),
		.uid = raw.uid,
		.gid = raw.gid,
		.cgroup_id = raw.cgroup_id,
		.dirfd = raw.dirfd,
		.is_dirfd_known = !(raw.unknown & EBPFCTL_UNKNOWN_CALL),
		.fd = raw.result < 0 ? -1 : raw.result,
		.error = error_of(raw.result),
		.flags = raw.flags,
		.is_flags_known = !(raw.unknown & EBPFCTL_UNKNOWN_HOW),
		.has_mode =
			!(raw.unknown & EBPFCTL_UNKNOWN_HOW) && is_creating(raw.flags),
		.mode = (uint32_t)raw.mode,
		.is_path_known = !(raw.unknown & EBPFCTL_UNKNOWN_PATH),
		.is_path_truncated = raw.unknown & EBPFCTL_UNKNOWN_PATH_END,
		.path = (const char *)record + EBPFCTL_OPEN_EVENT_HEAD,
		.path_length = raw.path_len,
		.comm = raw.comm,
	};
	/* for a reader that does not want it, the directory is not in the record */
	if (raw.dir_len && size >= EBPFCTL_OPEN_EVENT_HEAD + raw.path_len + raw.dir_len) {
		ret_event->dir = ret_event->path + raw.path_len;
		ret_event->dir_length = raw.dir_len;
		ret_event->is_dir_complete = !(raw.unknown & EBPFCTL_UNKNOWN_DIR_START);
	}
	return 0;
}

void books_sum_cpus(const struct ebpfctl_reader_books *per_cpu, size_t cpu_count,
		    struct reader_books *ret_books)
{
	struct reader_books sum = {0};

	for (size_t cpu = 0; cpu < cpu_count; cpu++) {
		sum.hits += per_cpu[cpu].hits;
		sum.delivered += per_cpu[cpu].delivered;
		sum.filtered += per_cpu[cpu].filtered;
		sum.dropped += per_cpu[cpu].dropped;
		sum.lapsed += per_cpu[cpu].lapsed;
	}
	*ret_books = sum;
}

static const char *access_name(uint64_t flags)
{
	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		return "O_RDONLY";
	case O_WRONLY:
		return "O_WRONLY";
	case O_RDWR:
		return "O_RDWR";
	default:
		return "O_ACCMODE";
	}
}

/* A name that contains the bits of another stands before it. */
static const struct {
	uint64_t bits;
	const char *name;
} flag_names[] = {
	{O_CREAT, "O_CREAT"},
	{O_EXCL, "O_EXCL"},
	{O_NOCTTY, "O_NOCTTY"},
	{O_TRUNC, "O_TRUNC"},
	{O_APPEND, "O_APPEND"},
	{O_NONBLOCK, "O_NONBLOCK"},
	{O_SYNC, "O_SYNC"},
	{O_DSYNC, "O_DSYNC"},
	{O_ASYNC, "O_ASYNC"},
	{O_DIRECT, "O_DIRECT"},
	{KERNEL_O_LARGEFILE, "O_LARGEFILE"},
	{O_TMPFILE, "O_TMPFILE"},
	{O_DIRECTORY, "O_DIRECTORY"},
	{O_NOFOLLOW, "O_NOFOLLOW"},
	{O_NOATIME, "O_NOATIME"},
	{O_CLOEXEC, "O_CLOEXEC"},
	{O_PATH, "O_PATH"},
};

_Static_assert(sizeof(flag_names) / sizeof(flag_names[0]) < EVENT_FLAG_NAMES_MAX,
	       "EVENT_FLAG_NAMES_MAX is too small");

size_t event_flag_names(uint64_t flags, const char *names[EVENT_FLAG_NAMES_MAX])
{
	size_t count = 0;

	names[count++] = access_name(flags);
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++) {
		uint64_t bits = flag_names[i].bits;

		if (!bits || (flags & bits) != bits)
			continue;
		names[count++] = flag_names[i].name;
		flags &= ~bits;
	}
	return count;
}

bool event_find_flag(const char *name, uint64_t *ret_mask, uint64_t *ret_value)
{
	for (uint64_t access = O_RDONLY; access <= O_RDWR; access++)
		if (!strcmp(access_name(access), name)) {
			*ret_mask = O_ACCMODE;
			*ret_value = access;
			return true;
		}
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
		if (flag_names[i].bits && !strcmp(flag_names[i].name, name)) {
			*ret_mask = *ret_value = flag_names[i].bits;
			return true;
		}
	return false;
}
