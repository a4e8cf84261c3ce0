// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * intruder BASE [KIND ID]... [reader PID]...: an ordinary user, who tries what must not work: every
 * pin below BASE is opened, attached, run, read, written, frozen, renamed, removed, locked and
 * watched, every program, map and link is opened by its ID, every reader is traced, looked
 * into and stopped. Prints what worked, then how many attempts it were; exits 1 if any did.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEPTH_MAX 4
#define PATH_CAPACITY 4096

/* Every name that a probe has: what cannot be listed is guessed. */
static const char *const names[] = {
	"lock",
	"meta",
	"opens",
	"packets",
	"maps",
	"progs",
	"links",
	"stage_0",
	"rings",
	"reader_state",
	"reader_books",
	"comms",
	"others",
	"bodies",
	"counters",
	"interfaces",
	"body_tracepoint",
	"stub_openat",
	"active_readers",
	"sys_exit_openat",
};

static unsigned long attempts, successes;

static void tried(const char *what, const char *object, long result)
{
	attempts++;
	if (result < 0)
		return;
	successes++;
	printf("could %s %s\n", what, object);
}

static long bpf(int command, union bpf_attr *attributes)
{
	return syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

static long get(const char *path, uint32_t flags)
{
	union bpf_attr attributes = {.pathname = (uintptr_t)path, .file_flags = flags};

	return bpf(BPF_OBJ_GET, &attributes);
}

static long lock(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	long result = fd < 0 ? -1 : flock(fd, LOCK_EX | LOCK_NB);

	if (fd >= 0)
		close(fd);
	return result;
}

static void try_pin(const char *path)
{
	char other[PATH_CAPACITY];

	snprintf(other, sizeof(other), "%s_x", path);
	tried("open", path, open(path, O_RDONLY));
	tried("open for writing", path, open(path, O_RDWR));
	tried("get", path, get(path, 0));
	tried("get for reading", path, get(path, BPF_F_RDONLY));
	tried("get for writing", path, get(path, BPF_F_WRONLY));
	tried("lock", path, lock(path));
	tried("rename", path, rename(path, other));
	tried("remove", path, unlink(path));
	tried("remove the directory", path, rmdir(path));
	tried("link", path, link(path, other));
	tried("change the mode of", path, chmod(path, 0777));
	tried("take", path, chown(path, getuid(), getgid()));
	tried("watch", path, inotify_add_watch(inotify_init(), path, IN_ALL_EVENTS));
}

static void try_below(const char *directory, int depth)
{
	char path[PATH_CAPACITY];

	snprintf(path, sizeof(path), "%s/new", directory);
	tried("make a directory in", directory, mkdir(path, 0777));
	tried("make a link in", directory, symlink("/", path));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		try_pin(path);
		if (depth < DEPTH_MAX - 2 && i < 7)
			try_below(path, depth + 1);
	}
}

static void try_id(const char *kind, const char *id)
{
	union bpf_attr attributes = {.map_id = (uint32_t)atoi(id)};
	int command = !strcmp(kind, "program") ? BPF_PROG_GET_FD_BY_ID :
		      !strcmp(kind, "map")     ? BPF_MAP_GET_FD_BY_ID :
						 BPF_LINK_GET_FD_BY_ID;

	tried(kind, id, bpf(command, &attributes));
}

/* Descriptors of others, which are guessed, and programs of one's own. */
static void try_running(void)
{
	for (unsigned int fd = 3; fd < 32; fd++) {
		union bpf_attr run = {.test.prog_fd = fd};
		union bpf_attr attach = {.link_create = {.prog_fd = fd, .target_fd = fd}};

		tried("run", "a program", bpf(BPF_PROG_TEST_RUN, &run));
		tried("attach", "a program", bpf(BPF_LINK_CREATE, &attach));
	}
}

static void try_reader(const char *word)
{
	pid_t pid = (pid_t)atoi(word);
	char path[PATH_CAPACITY];

	tried("stop reader", word, kill(pid, SIGTERM));
	tried("trace reader", word, ptrace(PTRACE_ATTACH, pid, NULL, NULL));
	for (int fd = 0; fd < 32; fd++) {
		snprintf(path, sizeof(path), "/proc/%s/fd/%d", word, fd);
		tried("open", path, open(path, O_RDONLY));
	}
	snprintf(path, sizeof(path), "/proc/%s/mem", word);
	tried("open", path, open(path, O_RDONLY));
}

int main(int argc, char **argv)
{
	if (argc < 2 || !getuid() || !geteuid()) {
		fputs("usage, as an ordinary user: intruder BASE [KIND ID]...\n", stderr);
		return 2;
	}
	try_pin(argv[1]);
	try_below(argv[1], 0);
	for (int i = 2; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "reader"))
			try_id(argv[i], argv[i + 1]);
		else
			try_reader(argv[i + 1]);
	}
	try_running();
	printf("%lu attempts\n", attempts);
	return successes ? EXIT_FAILURE : EXIT_SUCCESS;
}
