/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes to stderr, each line with "ebpfctl: " or "hint: " in front and escaped as
 * a whole, so that no name in it can forge another line.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/error.h"

enum log_level {
	LOG_LEVEL_QUIET, /* errors only */
	LOG_LEVEL_NORMAL,
	LOG_LEVEL_VERBOSE, /* and what the libraries say */
};

void log_set_level(enum log_level level);
enum log_level log_level(void);

/* The message and, where there is one, the hint. */
void log_error(const struct error *error);

/* "ebpfctl: warning: ..."; not with LOG_LEVEL_QUIET. */
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "hint: ..."; not with LOG_LEVEL_QUIET. What an error has is printed with it. */
void log_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Only with LOG_LEVEL_VERBOSE. */
void log_verbose(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
