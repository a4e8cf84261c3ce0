// SPDX-License-Identifier: GPL-2.0-or-later
/* Records and books: decoded as the program wrote them, refused when they cannot be. */
#include "core/event.h"

#include <errno.h>
#include <fcntl.h>

#include "tap.h"

static struct ebpfctl_open_event record(const char *path)
{
	struct ebpfctl_open_event raw = {
		.seq = 7,
		.time_ns = 123,
		.flags = O_RDWR | O_CREAT,
		.mode = 0640,
		.pid = 10,
		.tid = 11,
		.uid = 12,
		.result = 3,
		.path_len = (__u32)strlen(path),
		.comm.text = "nginx",
	};

	memcpy(raw.text, path, strlen(path));
	return raw;
}

static size_t size_of(const struct ebpfctl_open_event *raw)
{
	return EBPFCTL_OPEN_EVENT_HEAD + raw->path_len;
}

static void test_success(void)
{
	struct ebpfctl_open_event raw = record("/tmp/x");
	struct open_event event;

	ok(!event_decode(&raw, size_of(&raw), &event), "a record is decoded");
	is_number(event.seq, 7, "its number");
	is_number(event.pid, 10, "process");
	is_number(event.tid, 11, "thread");
	is_number(event.uid, 12, "user");
	ok(event.fd == 3 && event.error == 0, "an open that succeeded has a descriptor");
	ok(event.has_mode && event.mode == 0640, "one that creates has a mode");
	ok(event.is_path_known && event.path_length == 6 &&
		   !memcmp(event.path, "/tmp/x", 6),
	   "the path is as long as it is");
	is_text(event.comm.text, "nginx", "and the comm is there");
}

static void test_unknowns(void)
{
	struct ebpfctl_open_event raw = record("");
	struct open_event event;

	raw.result = -ENOENT;
	raw.flags = O_RDONLY;
	ok(!event_decode(&raw, size_of(&raw), &event), "an empty path is a path");
	ok(event.is_path_known && event.path_length == 0, "and known to be empty");
	ok(event.fd == -1 && event.error == ENOENT, "an open that failed has an errno");
	ok(!event.has_mode, "and without O_CREAT no mode");
	raw.unknown = EBPFCTL_UNKNOWN_PATH | EBPFCTL_UNKNOWN_HOW | EBPFCTL_UNKNOWN_PID;
	raw.flags = O_CREAT;
	event_decode(&raw, size_of(&raw), &event);
	ok(!event.is_path_known, "an unreadable path is not an empty one");
	ok(!event.is_flags_known && !event.has_mode, "nor are unreadable flags none");
	ok(!event.is_pid_known, "nor is an unknown process number 0");
}

static void test_refused(void)
{
	struct ebpfctl_open_event raw = record("/tmp/x");
	struct open_event event;

	ok(event_decode(&raw, EBPFCTL_OPEN_EVENT_HEAD - 1, &event) == -1,
	   "half a head is refused");
	ok(event_decode(&raw, size_of(&raw) - 1, &event) == -1,
	   "so is a path that is cut off");
	raw.path_len = EBPFCTL_PATH_MAX;
	ok(event_decode(&raw, sizeof(raw), &event) == -1,
	   "and one that is longer than there is");
	raw.path_len = UINT32_MAX;
	ok(event_decode(&raw, sizeof(raw), &event) == -1, "by any amount");
}

static void has_flags(uint64_t flags, const char *expected, const char *name)
{
	const char *names[EVENT_FLAG_NAMES_MAX];
	size_t count = event_flag_names(flags, names);
	char all[512] = "";

	for (size_t i = 0; i < count; i++) {
		strcat(all, i ? "|" : "");
		strcat(all, names[i]);
	}
	is_text(all, expected, name);
}

static void test_flags(void)
{
	has_flags(0, "O_RDONLY", "no bit is O_RDONLY");
	has_flags(O_WRONLY | O_CREAT | O_TRUNC, "O_WRONLY|O_CREAT|O_TRUNC",
		  "creat's flags");
	has_flags(O_RDWR | O_SYNC, "O_RDWR|O_SYNC",
		  "O_SYNC holds O_DSYNC, and is named alone");
	has_flags(O_RDWR | O_DSYNC, "O_RDWR|O_DSYNC", "O_DSYNC alone");
	has_flags(O_RDWR | O_TMPFILE, "O_RDWR|O_TMPFILE", "O_TMPFILE holds O_DIRECTORY");
	has_flags(O_DIRECTORY | O_CLOEXEC, "O_RDONLY|O_DIRECTORY|O_CLOEXEC",
		  "O_DIRECTORY alone");
	has_flags(3, "O_ACCMODE", "3 is neither of the three");
	has_flags(1ull << 40, "O_RDONLY",
		  "a bit without a name is left to the raw value");
}

static void test_books(void)
{
	struct ebpfctl_reader_books per_cpu[] = {
		{.hits = 10, .delivered = 4, .filtered = 3, .dropped = 2, .lapsed = 1},
		{.hits = 5, .delivered = 5},
	};
	struct reader_books books;

	books_sum_cpus(per_cpu, 2, &books);
	is_number(books.hits, 15, "hits of all CPUs");
	is_number(books.delivered + books.filtered + books.dropped + books.lapsed, 15,
		  "and the books close");
}

int main(void)
{
	test_success();
	test_unknowns();
	test_refused();
	test_flags();
	test_books();
	return tap_end();
}
