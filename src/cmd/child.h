/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command that another one runs: started, held, let go, and its end. */
#ifndef CMD_CHILD_H
#define CMD_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/* As env(1) has them. */
#define CHILD_STATUS_FAILED 125	 /* it was not run: this program failed */
#define CHILD_STATUS_NOT_RUN 126 /* found, but could not be run */
#define CHILD_STATUS_NOT_FOUND 127

struct child {
	pid_t pid;
	int start_fd; /* -1 when there is no child, or when it runs */
};

/*
 * Forks a process that will run WORDS, which end with NULL, and waits for child_go(). Its
 * orphans become children of this process. The caller must go on to child_go() or to
 * child_forget().
 */
int child_start(const char *const *words, struct child *ret_child, struct error *error);

/* Now it runs. From its end on stop_requested is set; stop_catch_signals() came before.
 */
void child_go(struct child *child);

/* It is not to run after all, or has ended. */
void child_forget(struct child *child);

#define AUTO_CHILD CLEANUP(child_forget)

/*
 * Waits for its end, if it runs. With IS_STOPPED it gets SIGTERM first: whoever ends this
 * program means the command too.
 */
void child_wait(const struct child *child, bool is_stopped);

/* The status as a shell has it, 128 and the signal for one that was killed; -1 while it
 * runs. */
int child_status(void);

#endif
