// SPDX-License-Identifier: GPL-2.0-or-later
/* A command that another one runs. */
#include "cmd/child.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/log.h"
#include "base/memory.h"
#include "cmd/stop.h"

#define KILLED_STATUS 128
#define WAIT_STEP_MS 10

static volatile sig_atomic_t ended_status = -1;
static volatile pid_t watched;

static int shell_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED_STATUS + WTERMSIG(status);
}

/* Orphans of the command come here too, and are only buried. */
static void bury(int number)
{
	int saved = errno, status;
	pid_t pid;

	(void)number;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != watched)
			continue;
		ended_status = shell_status(status);
		stop_request();
	}
	errno = saved;
}

static void __attribute__((noreturn)) run(const char *const *words)
{
	struct error error AUTO_ERROR = {0};
	int number;

	stop_release_signals();
	execvp(words[0], (char *const *)(uintptr_t)words);
	number = errno;
	error_set_errno(&error, number, "cannot run '%s'", words[0]);
	log_error(&error);
	_exit(number == ENOENT ? CHILD_STATUS_NOT_FOUND : CHILD_STATUS_NOT_RUN);
}

int child_start(const char *const *words, struct child *ret_child, struct error *error)
{
	const struct sigaction action = {
		.sa_handler = bury,
		.sa_flags = SA_RESTART | SA_NOCLDSTOP,
	};
	int ends[2];
	pid_t pid;
	char go;

	if (pipe2(ends, O_CLOEXEC))
		return error_set_errno(error, errno, "cannot make a pipe");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) ||
	    sigaction(SIGCHLD, &action, NULL))
		return error_set_errno(error, errno, "cannot prepare to run '%s'",
				       words[0]);
	pid = fork();
	if (pid < 0)
		return error_set_errno(error, errno, "cannot run '%s'", words[0]);
	if (!pid) {
		close(ends[1]);
		if (read(ends[0], &go, 1) != 1)
			_exit(CHILD_STATUS_FAILED);
		run(words);
	}
	close(ends[0]);
	watched = pid;
	*ret_child = (struct child){pid, ends[1]};
	return 0;
}

void child_go(struct child *child)
{
	const char go = 1;

	/* a child that was killed meanwhile is told by SIGCHLD */
	if (child->start_fd >= 0 && write(child->start_fd, &go, 1) < 0)
		log_verbose("the command is gone before it ran");
	cleanup_close(&child->start_fd);
	child->start_fd = -1;
}

void child_forget(struct child *child)
{
	cleanup_close(&child->start_fd);
	child->start_fd = -1;
}

void child_wait(const struct child *child, bool is_stopped)
{
	if (child->pid && ended_status < 0 && is_stopped)
		kill(child->pid, SIGTERM);
	while (child->pid && ended_status < 0)
		poll(NULL, 0, WAIT_STEP_MS);
}

int child_status(void)
{
	return ended_status;
}
