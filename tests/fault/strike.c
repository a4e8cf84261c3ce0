// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * strike NUMBER WHEN PROGRAM...: SIGKILL before the WHENth system call of that NUMBER, which is
 * then not made. Those of its children do not count: one that is killed is but a failure. As strace(1) with inject=NAME:signal=KILL:when=WHEN, but the other system
 * calls are not stopped at: ten times as fast where there are thousands.
 *
 * Exits as PROGRAM did, with 128 and the signal's number if one ended it.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLED_STATUS 128

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(KILLED_STATUS - 1);
}

static int stop_at(unsigned int number)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static void __attribute__((noreturn)) run(unsigned int number, char **words)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) || raise(SIGSTOP) || stop_at(number))
		die("strike");
	execvp(words[0], words);
	die(words[0]);
}

static int status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED_STATUS + WTERMSIG(status);
}

/* Until the first process has ended; its children are traced as well, for they have its filter. */
static int follow(pid_t first, unsigned long when)
{
	unsigned long count = 0;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		int event = status >> 16, number = 0;

		if (!WIFSTOPPED(status)) {
			if (pid == first)
				return status_of(status);
			continue;
		}
		if (event == PTRACE_EVENT_SECCOMP && pid == first && ++count == when)
			kill(pid, SIGKILL);
		else if (!event && WSTOPSIG(status) != SIGSTOP)
			number = WSTOPSIG(status);
		ptrace(PTRACE_CONT, pid, NULL, (long)number);
	}
	die("waitpid");
}

int main(int argc, char **argv)
{
	const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL |
			     PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
	int status;
	pid_t pid;

	if (argc < 4) {
		fputs("usage: strike NUMBER WHEN PROGRAM...\n", stderr);
		return 2;
	}
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid)
		run((unsigned int)atoi(argv[1]), argv + 3);
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, options) ||
	    ptrace(PTRACE_CONT, pid, NULL, NULL))
		die("ptrace");
	return follow(pid, strtoul(argv[2], NULL, 10));
}
