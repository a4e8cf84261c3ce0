// SPDX-License-Identifier: GPL-2.0-or-later
/* A rehearsal by a process that has no rights. */
#include "kern/own_trial.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/memory.h"
#include "kern/privs.h"
#include "kern/sandbox.h"

#define KERNEL_BTF "/sys/kernel/btf/vmlinux"
#define REASON_FD 3
#define REASON_MAX 1024
#define SECONDS_MAX 20
#define MEMORY_MAX (1ull << 30)
#define FILES_MAX 4096

static void limit(int resource, rlim_t most)
{
	const struct rlimit limits = {most, most};

	setrlimit((__rlimit_resource_t)resource, &limits);
}

/* All that is open is the pipe, and in the place of every file the kernel's BTF. */
static void choose_descriptors(int reason_fd)
{
	int btf = open(KERNEL_BTF, O_RDONLY | O_CLOEXEC);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < REASON_FD; fd++)
		dup2(fd || btf < 0 ? null : btf, fd);
	if (reason_fd != REASON_FD)
		dup2(reason_fd, REASON_FD);
	syscall(SYS_close_range, REASON_FD + 1, ~0u, 0);
}

static int enter_jail(int reason_fd, struct error *error)
{
	privs_leave_no_core();
	choose_descriptors(reason_fd);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CPU, SECONDS_MAX);
	limit(RLIMIT_NOFILE, FILES_MAX);
	if (!sandbox_is_instrumented())
		limit(RLIMIT_AS, MEMORY_MAX);
	return sandbox_enter_trial(error);
}

static void run_child(int reason_fd, int (*rehearse)(void *context, struct error *error),
		      void *context)
{
	struct error error = {0};
	const char *reason;

	if (!enter_jail(reason_fd, &error) && !rehearse(context, &error))
		_exit(EXIT_SUCCESS);
	reason = error.message ? error.message : "";
	_exit(write(REASON_FD, reason, strnlen(reason, REASON_MAX)) < 0 ? 2 : 1);
}

/* What the child wrote, until it ended or its time is over: -1 for that. */
static int read_reason(int fd, char *reason)
{
	uint64_t end = clock_now_ns(CLOCK_MONOTONIC) + SECONDS_MAX * CLOCK_NS_PER_SECOND;
	size_t length = 0;
	ssize_t count = 1;

	while (count && length < REASON_MAX) {
		struct pollfd waited = {.fd = fd, .events = POLLIN};
		uint64_t now = clock_now_ns(CLOCK_MONOTONIC);

		if (now >= end)
			return -1;
		if (poll(&waited, 1, (int)((end - now) / 1000000) + 1) <= 0)
			continue;
		count = read(fd, reason + length, REASON_MAX - length);
		length += count > 0 ? (size_t)count : 0;
	}
	reason[length] = '\0';
	return 0;
}

static int explain(int status, const char *reason, struct error *error)
{
	if (WIFSIGNALED(status))
		return error_set(error, ERROR_FAILED,
				 "it is malformed: libbpf crashed on it (%s)",
				 strsignal(WTERMSIG(status)));
	if (!WEXITSTATUS(status))
		return 0;
	return error_set(error, ERROR_FAILED, "%s",
			 *reason ? reason : "libbpf ran out of memory on it");
}

static int follow(pid_t child, int reason_fd, struct error *error)
{
	char reason[REASON_MAX + 1] = "";
	bool is_late = read_reason(reason_fd, reason);
	int status;

	if (is_late)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return error_set_errno(error, errno, "its rehearsal was lost");
	if (is_late)
		return error_set(
			error, ERROR_FAILED,
			"it is malformed: libbpf was not done with it in %d seconds",
			SECONDS_MAX);
	return explain(status, reason, error);
}

int own_try(int (*rehearse)(void *context, struct error *error), void *context,
	    struct error *error)
{
	int read_end AUTO_CLOSE = -1, write_end AUTO_CLOSE = -1;
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return error_set_errno(error, errno, "it cannot be rehearsed");
	read_end = ends[0];
	write_end = ends[1];
	child = fork();
	if (child < 0)
		return error_set_errno(error, errno, "it cannot be rehearsed");
	if (!child)
		run_child(write_end, rehearse, context);
	close(write_end);
	write_end = -1;
	return follow(child, read_end, error);
}
