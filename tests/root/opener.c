// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens files under a comm of its own, and writes down what it did, an object of JSON for
 * each call, in the words of `ebpfctl events -j`, the keys sorted.
 *
 *   opener COMM calls KIND COUNT DIR   COUNT calls, three in ten of which fail with ENOENT;
 *                                      KIND is open, openat, openat2, creat or mixed
 *   opener COMM odd DIR                long, unreadable, untouched and other odd paths
 *   opener COMM tasks DIR              by the process, a thread, and a child of uid 65534
 *   opener COMM comms COUNT            one open under each of COUNT comms
 *   opener COMM loop PATH [COUNT]      PATH.0, PATH.1, ...: none of them there, until SIGTERM
 *                                      or COUNT; prints how many it were
 *   opener COMM stdin PATH             one open for each line of standard input
 *
 * The calls are system calls, not glibc's functions, which would change the flags.
 *
 * From the environment:
 *   OPENER_AT=function   write down what do_sys_openat2 is called with: the kernel adds
 *                        O_LARGEFILE first, and refuses a call whose `how` it cannot read
 *   OPENER_PAUSE_US      between the calls of paced: 20 when unset
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534
#define TASK_CALLS 20
#define PATH_CAPACITY 8192
#define PAUSE_US "20"

enum kind {
	KIND_OPEN,
	KIND_OPENAT,
	KIND_OPENAT2,
	KIND_CREAT,
	KIND_COUNT
};

static const char *const kind_names[] = {"open", "openat", "openat2", "creat", "mixed"};

struct call {
	enum kind kind;
	int dirfd;
	const char *path;
	unsigned long long flags;
	unsigned int mode;
	/* how the record of it looks */
	bool is_path_unreadable, is_path_truncated, is_how_unreadable;
};

static volatile sig_atomic_t stop_requested;
static int directory_fd; /* of DIR; opened before the comm is set */
static FILE *book;	 /* in memory until the end: writing it down opens nothing */
static char *book_text;
static size_t book_size;
static bool is_at_function;

static void stop(int number)
{
	(void)number;
	stop_requested = 1;
}

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(1);
}

static void set_comm(const char *comm)
{
	if (prctl(PR_SET_NAME, comm))
		die("prctl");
}

/* ---- one call ---- */

/* Newer architectures have neither call: what open(3) and creat(3) do there. */
static long enter_open(const char *path, int flags, unsigned int mode)
{
#ifdef SYS_open
	return syscall(SYS_open, path, flags, mode);
#else
	return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
#endif
}

static long enter_creat(const char *path, unsigned int mode)
{
#ifdef SYS_creat
	return syscall(SYS_creat, path, mode);
#else
	return enter_open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
#endif
}

static long enter_kernel(const struct call *call)
{
	struct open_how how = {.flags = call->flags, .mode = call->mode};

	switch (call->kind) {
	case KIND_OPEN:
		return enter_open(call->path, (int)call->flags, call->mode);
	case KIND_OPENAT:
		return syscall(SYS_openat, call->dirfd, call->path, (int)call->flags,
			       call->mode);
	case KIND_OPENAT2:
		return syscall(SYS_openat2, call->dirfd, call->path,
			       call->is_how_unreadable ? NULL : &how, sizeof(how));
	default:
		return enter_creat(call->path, call->mode);
	}
}

/* The kernel's bit; glibc's O_LARGEFILE is 0 where all files are large. */
static unsigned long long large_file(void)
{
#if defined(__aarch64__)
	return 0400000;
#else
	return 0100000;
#endif
}

static unsigned long long flags_of(const struct call *call)
{
	unsigned long long flags =
		call->kind == KIND_CREAT ? O_CREAT | O_WRONLY | O_TRUNC : call->flags;

	return is_at_function && !(flags & O_PATH) ? flags | large_file() : flags;
}

static void write_path(const struct call *call)
{
	fputs("\"path\":", book);
	if (call->is_path_unreadable)
		fputs("null", book);
	else
		fprintf(book, "\"%.*s\"", call->is_path_truncated ? 4095 : PATH_CAPACITY,
			call->path);
	fprintf(book, ",\"path_truncated\":%s",
		call->is_path_truncated ? "true" : "false");
}

static void write_down(const struct call *call, long fd, int error)
{
	unsigned long long flags = flags_of(call);
	bool is_creating = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
	char comm[16];

	if (is_at_function && call->is_how_unreadable)
		return;
	prctl(PR_GET_NAME, comm);
	fprintf(book, "{\"comm\":\"%s\",", comm);
	if (is_creating && !call->is_how_unreadable)
		fprintf(book, "\"create_mode\":%u,", call->mode);
	else
		fputs("\"create_mode\":null,", book);
	fprintf(book, "\"errno\":%d,\"fd\":%ld,", error, fd);
	if (call->is_how_unreadable)
		fputs("\"flags\":null,", book);
	else
		fprintf(book, "\"flags\":%llu,", flags);
	write_path(call);
	fprintf(book, ",\"pid\":%d,\"tid\":%ld,\"uid\":%u}\n", getpid(),
		syscall(SYS_gettid), getuid());
}

static void make_call(const struct call *call)
{
	long fd = enter_kernel(call);

	write_down(call, fd < 0 ? -1 : fd, fd < 0 ? errno : 0);
	if (fd >= 0)
		close((int)fd);
}

static void open_book(void)
{
	book = open_memstream(&book_text, &book_size);
	if (!book)
		die("open_memstream");
}

static void print_book(void)
{
	fclose(book);
	fwrite(book_text, 1, book_size, stdout);
	fflush(stdout);
}

/* ---- calls ---- */

static const struct {
	unsigned long long flags;
	unsigned int mode;
} variants[] = {
	{O_RDONLY, 0},
	{O_RDONLY | O_CLOEXEC, 0},
	{O_WRONLY | O_APPEND, 0},
	{O_RDWR | O_NONBLOCK | O_NOFOLLOW, 0},
	{O_WRONLY | O_CREAT | O_TRUNC, 0640},
	{O_RDWR | O_SYNC, 0},
	{O_PATH | O_CLOEXEC, 0},
	{O_RDWR | O_CREAT | O_CLOEXEC, 0600},
};

static void make_calls(unsigned long kind, unsigned long count, const char *directory)
{
	char path[PATH_CAPACITY];

	for (unsigned long i = 0; i < count; i++) {
		const bool fails = i % 10 == 3 || i % 10 == 6 || i % 10 == 9;
		const size_t variant =
			i / KIND_COUNT % (sizeof(variants) / sizeof(variants[0]));
		struct call call = {
			.kind = kind == KIND_COUNT ? i % KIND_COUNT : (enum kind)kind,
			.path = path,
			.flags = variants[variant].flags,
			.mode = variants[variant].mode,
		};
		bool is_relative = call.kind == KIND_OPENAT || call.kind == KIND_OPENAT2;

		if (call.kind == KIND_CREAT)
			call.mode = 0600 + i % 64;
		call.dirfd = is_relative && i % 2 ? directory_fd : AT_FDCWD;
		snprintf(path, sizeof(path), "%s%s%s-%lu",
			 is_relative && i % 2 ? "" : directory,
			 is_relative && i % 2 ? "" : "/", fails ? "none/missing" : "file",
			 i % 50);
		make_call(&call);
	}
}

static void make_files(const char *directory)
{
	char path[PATH_CAPACITY];

	for (int i = 0; i < 50; i++) {
		snprintf(path, sizeof(path), "%s/file-%d", directory, i);
		close(open(path, O_CREAT | O_WRONLY, 0644));
	}
	directory_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory_fd < 0)
		die(directory);
}

static unsigned long kind_of(const char *name)
{
	for (unsigned long kind = 0; kind <= KIND_COUNT; kind++)
		if (!strcmp(name, kind_names[kind]))
			return kind;
	fprintf(stderr, "opener: no such kind: %s\n", name);
	exit(2);
}

/* ---- odd ---- */

/* "DIR/./././...file": LENGTH bytes that name FILE in DIR. */
static void make_long_path(char *path, const char *directory, size_t length)
{
	size_t used = (size_t)snprintf(path, PATH_CAPACITY, "%s/", directory);
	const size_t end = length - strlen("file-1");

	for (; used < end; used++)
		path[used] = (end - used) % 2 ? '/' : '.';
	strcpy(path + used, "file-1");
}

/* A page of a file mapped and never read: the kernel is the first to touch it. */
static const char *untouched(const char *directory)
{
	static char path[PATH_CAPACITY];
	char text[PATH_CAPACITY];
	char *mapped;
	int fd;

	snprintf(path, sizeof(path), "%s/page", directory);
	snprintf(text, sizeof(text), "%s/file-2", directory);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, text, strlen(text) + 1) < 0 || fsync(fd))
		die(path);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapped == MAP_FAILED)
		die("mmap");
	close(fd);
	return mapped;
}

/* At the very end of a page behind which there is nothing. */
static const char *at_page_end(const char *text)
{
	char *mapped = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mapped == MAP_FAILED || munmap(mapped + 4096, 4096))
		die("mmap");
	return strcpy(mapped + 4096 - strlen(text) - 1, text);
}

static void make_odd_calls(const char *directory, const char *page)
{
	static char whole[PATH_CAPACITY], longer[PATH_CAPACITY], longest[PATH_CAPACITY];
	static char file[PATH_CAPACITY];

	make_long_path(whole, directory, 4095);
	make_long_path(longer, directory, 4096);
	make_long_path(longest, directory, 6000);
	snprintf(file, sizeof(file), "%s/file-3", directory);
	for (enum kind kind = KIND_OPEN; kind < KIND_COUNT; kind++) {
		struct call calls[] = {
			{.path = whole},
			{.path = longer, .is_path_truncated = true},
			{.path = longest, .is_path_truncated = true},
			{.path = NULL, .is_path_unreadable = true},
			{.path = (const char *)~0xfffUL, .is_path_unreadable = true},
			{.path = ""},
			{.path = page},
			{.path = at_page_end(file)},
			{.path = directory, .flags = O_WRONLY},
			{.path = file, .flags = O_CREAT | O_EXCL | O_RDWR, .mode = 0600},
			{.path = file, .flags = O_DIRECTORY},
			{.path = directory, .flags = O_TMPFILE | O_RDWR, .mode = 0600},
			{.path = file, .flags = O_RDONLY, .mode = 0644},
		};

		for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
			calls[i].kind = kind;
			calls[i].dirfd = AT_FDCWD;
			/* openat2 refuses a mode without O_CREAT */
			if (kind == KIND_OPENAT2 && !calls[i].flags)
				calls[i].mode = 0;
			make_call(&calls[i]);
		}
	}
	make_call(&(struct call){.kind = KIND_OPENAT2,
				 .dirfd = AT_FDCWD,
				 .path = file,
				 .is_how_unreadable = true});
	make_call(&(struct call){.kind = KIND_OPENAT, .dirfd = 999, .path = "file-1"});
}

/* ---- tasks ---- */

static void *open_in_thread(void *directory)
{
	set_comm("opener-thread");
	make_calls(KIND_COUNT, TASK_CALLS, directory);
	return NULL;
}

static void make_calls_of_tasks(const char *directory)
{
	pthread_t thread;
	pid_t child;

	make_calls(KIND_COUNT, TASK_CALLS, directory);
	if (pthread_create(&thread, NULL, open_in_thread, (void *)(uintptr_t)directory) ||
	    pthread_join(thread, NULL))
		die("thread");
	print_book();
	child = fork();
	if (child < 0)
		die("fork");
	open_book();
	if (child) {
		waitpid(child, NULL, 0);
		return;
	}
	set_comm("opener-child");
	if (setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
		die("setresuid");
	make_calls(KIND_COUNT, TASK_CALLS, directory);
	print_book();
	_exit(0);
}

/* ---- comms, loop, stdin ---- */

static void open_as_many(unsigned long count)
{
	char comm[32];

	for (unsigned long i = 0; i < count; i++) {
		snprintf(comm, sizeof(comm), "many-%lu", i);
		set_comm(comm);
		enter_open("/nowhere/at/all", O_RDONLY, 0);
	}
}

static void open_in_a_loop(const char *prefix, unsigned long count, unsigned int pause_us)
{
	char path[PATH_CAPACITY];
	unsigned long i;

	for (i = 0; !stop_requested && i < count; i++) {
		snprintf(path, sizeof(path), "%s.%lu", prefix, i);
		syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
		if (pause_us)
			usleep(pause_us);
	}
	printf("%lu\n", i);
}

static void open_for_lines(const char *path)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) == 1)
		if (byte == '\n')
			syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!*text || *end) {
		fprintf(stderr, "opener: not a number: %s\n", text);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 3 ? argv[2] : "";
	const char *pause_us = getenv("OPENER_PAUSE_US") ?: PAUSE_US;
	unsigned long kind;
	const char *page;

	is_at_function = !strcmp(getenv("OPENER_AT") ?: "", "function");
	signal(SIGTERM, stop);
	umask(0);
	open_book();
	if (!strcmp(mode, "calls") && argc == 6) {
		kind = kind_of(argv[3]);
		make_files(argv[5]);
		set_comm(argv[1]);
		make_calls(kind, number(argv[4]), argv[5]);
	} else if (!strcmp(mode, "odd") && argc == 4) {
		make_files(argv[3]);
		page = untouched(argv[3]);
		set_comm(argv[1]);
		make_odd_calls(argv[3], page);
	} else if (!strcmp(mode, "tasks") && argc == 4) {
		make_files(argv[3]);
		set_comm(argv[1]);
		make_calls_of_tasks(argv[3]);
	} else if (!strcmp(mode, "comms") && argc == 4) {
		open_as_many(number(argv[3]));
	} else if (!strcmp(mode, "loop") && argc >= 4) {
		set_comm(argv[1]);
		open_in_a_loop(argv[3], argc > 4 ? number(argv[4]) : ~0UL, 0);
	} else if (!strcmp(mode, "paced") && argc == 4) {
		set_comm(argv[1]);
		open_in_a_loop(argv[3], ~0UL, (unsigned int)number(pause_us));
	} else if (!strcmp(mode, "stdin") && argc == 4) {
		set_comm(argv[1]);
		open_for_lines(argv[3]);
	} else {
		fputs("opener: see its head for the usage\n", stderr);
		return 2;
	}
	print_book();
	return 0;
}
