// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * strike NUMBER WHEN WHAT PROGRAM...: the WHENth system call of that NUMBER is not made: WHAT is
 * the error that it fails with, as ENOMEM, or SIGKILL. Those of threads count, of children they do
 * not. As strace(1) with inject=NAME:error=WHAT:when=WHEN, but what else is called is not stopped
 * at: ten times as fast where there are thousands. execve(2) is not for this: it begins PROGRAM.
 *
 * Exits as PROGRAM did, with 128 and the signal's number if one ended it. What takes a minute
 * hangs: then both end by a signal.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ERRNO_MAX 133 /* EHWPOISON, the last of asm-generic/errno.h */
#define KILLED_STATUS 128
#define LIMIT_SECONDS 60
#define STACK_SIZE (64 * 1024)

struct strike {
	unsigned int number;
	unsigned long when;
	int error; /* 0: SIGKILL */
	char **words;
	int listener; /* whom the kernel asks before each call of that number */
};

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(KILLED_STATUS - 1);
}

static int ask_at(unsigned int number)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			    SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* In the memory and with the files of strike, which waits until execve(2) has its own for PROGRAM:
 * so the listener is strike's, and PROGRAM has none. */
static int run(void *context)
{
	struct strike *strike = context;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	strike->listener = ask_at(strike->number);
	if (strike->listener >= 0)
		execvp(strike->words[0], strike->words);
	perror(strike->words[0]);
	_exit(KILLED_STATUS - 1);
}

static bool is_of(pid_t process, pid_t task)
{
	return task == process || !syscall(SYS_tgkill, process, task, 0);
}

/* Returns false for an error: a task can have been ended meanwhile. */
static bool answer(const struct strike *strike, pid_t first, unsigned long *count)
{
	struct seccomp_notif call = {0};
	struct seccomp_notif_resp response = {0};
	bool is_it;

	if (ioctl(strike->listener, SECCOMP_IOCTL_NOTIF_RECV, &call))
		return errno == EINTR || errno == ENOENT;
	is_it = is_of(first, (pid_t)call.pid) && ++*count == strike->when;
	response.id = call.id;
	if (is_it && !strike->error)
		kill(first, SIGKILL);
	else if (is_it)
		response.error = -strike->error;
	else
		response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	return !ioctl(strike->listener, SECCOMP_IOCTL_NOTIF_SEND, &response) ||
	       errno == ENOENT;
}

/* Until PROGRAM and its children have ended. */
static void follow(const struct strike *strike, pid_t first)
{
	struct pollfd asked = {strike->listener, POLLIN, 0};
	unsigned long count = 0;

	while (poll(&asked, 1, -1) >= 0 && asked.revents & POLLIN)
		if (!answer(strike, first, &count))
			die("seccomp");
}

static int error_of(const char *name)
{
	int error;

	for (error = 1; error <= ERRNO_MAX; error++) {
		const char *other = strerrorname_np(error);

		if (other && !strcmp(name, other))
			return error;
	}
	return 0;
}

static int status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED_STATUS + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	static _Alignas(16) char stack[STACK_SIZE];
	struct strike strike = {.listener = -1};
	int status;
	pid_t pid;

	if (argc >= 5)
		strike.error = error_of(argv[3]);
	if (argc < 5 || (!strike.error && strcmp(argv[3], "SIGKILL") != 0)) {
		fputs("usage: strike NUMBER WHEN ERROR|SIGKILL PROGRAM...\n", stderr);
		return 2;
	}
	strike.number = (unsigned int)atoi(argv[1]);
	strike.when = strtoul(argv[2], NULL, 10);
	strike.words = argv + 4;
	pid = clone(run, stack + sizeof(stack),
		    CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, &strike);
	if (pid < 0)
		die("clone");
	alarm(LIMIT_SECONDS);
	if (strike.listener >= 0)
		follow(&strike, pid);
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	return status_of(status);
}
