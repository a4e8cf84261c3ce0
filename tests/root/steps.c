// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes the steps that it is told, one after the other, and makes no other open once its
 * comm is set:
 *
 *   comm NAME          call this thread so
 *   open FLAGS PATH    openat; FLAGS is O_RDONLY, or several with commas
 *   unreadable         openat of a path that cannot be read
 *   dir N PATH         open a directory as descriptor N
 *   at N               paths are relative to descriptor N from here on; cwd: as at first
 *   chdir PATH, chroot PATH
 *   user UID GID       go on as these
 *   say WORD           print "WORD PID TID"
 *   wait               for one byte of standard input
 *   many COUNT PATH    openat of PATH.0, PATH.1, ...
 *   thread STEP... end a thread does these while the others go on; no thread within
 */
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CREATE_MODE 0640
#define THREADS_MAX 8

static pthread_t threads[THREADS_MAX];
static int thread_count;

static const struct {
	const char *name;
	int bits;
} flag_names[] = {
	{"O_RDONLY", O_RDONLY},	      {"O_WRONLY", O_WRONLY},
	{"O_RDWR", O_RDWR},	      {"O_CREAT", O_CREAT},
	{"O_EXCL", O_EXCL},	      {"O_TRUNC", O_TRUNC},
	{"O_APPEND", O_APPEND},	      {"O_SYNC", O_SYNC},
	{"O_DSYNC", O_DSYNC},	      {"O_NONBLOCK", O_NONBLOCK},
	{"O_DIRECTORY", O_DIRECTORY}, {"O_CLOEXEC", O_CLOEXEC},
	{"O_PATH", O_PATH},
};

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(1);
}

static int flag_of(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
		if (strlen(flag_names[i].name) == length &&
		    !memcmp(flag_names[i].name, name, length))
			return flag_names[i].bits;
	fprintf(stderr, "steps: no such flag: %s\n", name);
	exit(2);
}

static int flags_of(const char *names)
{
	int flags = 0;

	for (size_t length; *names; names += length + (names[length] == ',')) {
		length = strcspn(names, ",");
		flags |= flag_of(names, length);
	}
	return flags;
}

static void open_and_close(int dirfd, const char *path, int flags)
{
	long fd = syscall(SYS_openat, dirfd, path, flags, CREATE_MODE);

	if (fd >= 0)
		close((int)fd);
}

static void open_many(int dirfd, const char *prefix, unsigned long count)
{
	char path[4096];

	for (unsigned long i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s.%lu", prefix, i);
		open_and_close(dirfd, path, O_RDONLY);
	}
}

static void open_directory(int number, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		die(path);
	if (fd != number && (dup2(fd, number) < 0 || close(fd)))
		die("dup2");
}

static void become(const char *uid, const char *gid)
{
	gid_t group = (gid_t)atoi(gid);
	uid_t user = (uid_t)atoi(uid);

	if (setgroups(0, NULL) || setresgid(group, group, group) ||
	    setresuid(user, user, user))
		die("setresuid");
}

static void change_root(const char *path)
{
	if (chroot(path))
		die("chroot");
}

static void change_directory(const char *path)
{
	if (chdir(path))
		die("chdir");
}

static void say(const char *word)
{
	dprintf(STDOUT_FILENO, "%s %d %ld\n", word, getpid(), syscall(SYS_gettid));
}

static void wait_for_byte(void)
{
	char byte;

	if (read(STDIN_FILENO, &byte, 1) != 1)
		die("standard input");
}

/* How many words the step has, as many as there are; 0 for one that there is not. */
static int words_of(char **words)
{
	static const struct {
		const char *name;
		int words;
	} steps[] = {
		{"comm", 2}, {"open", 3}, {"unreadable", 1}, {"dir", 3},
		{"at", 2},   {"say", 2},  {"chdir", 2},	     {"chroot", 2},
		{"user", 3}, {"wait", 1}, {"many", 3},	     {"thread", 1},
	};
	int count = 0, needed = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!strcmp(steps[i].name, *words))
			needed = steps[i].words;
	while (count < needed && words[count])
		count++;
	return count == needed ? needed : 0;
}

static void take_step(char **words, int *dirfd)
{
	const char *step = words[0];

	if (!strcmp(step, "comm"))
		prctl(PR_SET_NAME, words[1]);
	else if (!strcmp(step, "open"))
		open_and_close(*dirfd, words[2], flags_of(words[1]));
	else if (!strcmp(step, "unreadable"))
		open_and_close(*dirfd, NULL, O_RDONLY);
	else if (!strcmp(step, "dir"))
		open_directory(atoi(words[1]), words[2]);
	else if (!strcmp(step, "at"))
		*dirfd = strcmp(words[1], "cwd") ? atoi(words[1]) : AT_FDCWD;
	else if (!strcmp(step, "chdir"))
		change_directory(words[1]);
	else if (!strcmp(step, "chroot"))
		change_root(words[1]);
	else if (!strcmp(step, "user"))
		become(words[1], words[2]);
	else if (!strcmp(step, "say"))
		say(words[1]);
	else if (!strcmp(step, "wait"))
		wait_for_byte();
	else if (!strcmp(step, "many"))
		open_many(*dirfd, words[2], strtoul(words[1], NULL, 10));
}

static void *take_steps(void *context)
{
	char **words = context;
	int dirfd = AT_FDCWD;

	while (*words && strcmp(*words, "end")) {
		int count = words_of(words);

		if (!count) {
			fprintf(stderr, "steps: no such step: %s\n", *words);
			exit(2);
		}
		take_step(words, &dirfd);
		words += count;
		if (strcmp(words[-1], "thread") || count != 1)
			continue;
		if (thread_count == THREADS_MAX ||
		    pthread_create(&threads[thread_count++], NULL, take_steps, words))
			die("thread");
		while (*words && strcmp(*words, "end"))
			words++;
		words += !!*words;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	(void)argc;
	take_steps(argv + 1);
	for (int i = 0; i < thread_count; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
