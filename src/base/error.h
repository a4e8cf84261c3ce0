/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors are values: filled where the failure is known, handed up by return value
 * -1, printed once, by main or, where a command goes on, by its report.
 *
 * A message reads "cannot STEP 'OBJECT': REASON": lower case, no full stop, the
 * subject in single quotes. A hint names a command or a setting that exists.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/cleanup.h"

enum error_kind {
	ERROR_NONE,
	ERROR_FAILED,	  /* it was tried and did not work */
	ERROR_USAGE,	  /* the words of the command are wrong */
	ERROR_NOT_LOADED, /* there is nothing to read or to remove */
};

struct error {
	enum error_kind kind;
	int number;    /* errno of the failed call; 0 when it was none */
	char *message; /* owned; NULL when there is no error */
	char *hint;    /* owned; NULL when there is none */
	char *detail; /* owned; lines to show below, such as the verifier's; NULL for none
		       */
};

/* Both set KIND and MESSAGE, replace what was there, and return -1. */
int error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* ": " and the words for NUMBER are added to the message; kind ERROR_FAILED. */
int error_set_errno(struct error *error, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ENOTSUPP of include/linux/errno.h: it should not get out of the kernel, and does. */
#define KERNEL_ENOTSUPP 524

/* Words for a number of errno, that one too. */
const char *error_words(int number);

/* REASON of the message: what stands behind its subject; "" when there is no error. */
const char *error_reason(const struct error *error);

/* Puts "TEXT: " in front of the message, keeps all the rest, returns -1. */
int error_wrap(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void error_hint(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Replaces the detail by a copy of LINES. */
void error_detail(struct error *error, const char *lines);

void error_clear(struct error *error);

#define AUTO_ERROR CLEANUP(error_clear)

#endif
