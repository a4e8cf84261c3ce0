/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIGINT, SIGTERM and SIGHUP as a flag and a descriptor. */
#ifndef CMD_STOP_H
#define CMD_STOP_H

#include <signal.h>

#include "base/error.h"

/* Set when one of the signals came. */
extern volatile sig_atomic_t stop_requested;

/* As if a signal had come; may be called in a signal handler. */
void stop_request(void);

/* Catches the signals, and ignores SIGPIPE. *ret_fd is readable from the first one on. */
int stop_catch_signals(int *ret_fd, struct error *error);

/* As they were before: for a child that is going to be another program. */
void stop_release_signals(void);

#endif
