/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place where text becomes a number: the whole string, in range, with its
 * unit, or it is refused. Each returns 0, or -1 with *error filled (ERROR_USAGE) as
 * "WHAT 'TEXT': reason"; *ret is written only on success.
 */
#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include <stdint.h>

#include "base/error.h"

int parse_number(const char *what, const char *text, uint64_t min, uint64_t max,
		 uint64_t *ret_number, struct error *error);

/*
 * A number in C's words, decimal or hexadecimal, from -MIN_ABS to MAX; *ret_number is in two's
 * complement.
 */
int parse_integer(const char *what, const char *text, uint64_t max, uint64_t min_abs,
		  uint64_t *ret_number, struct error *error);

/* Bytes, with K, M or G (powers of 1024) behind the number. */
int parse_size(const char *what, const char *text, uint64_t min, uint64_t max,
	       uint64_t *ret_bytes, struct error *error);

/* Seconds with up to nine decimals, more than 0 and at most ten years. */
int parse_seconds(const char *what, const char *text, uint64_t *ret_ns,
		  struct error *error);

/*
 * Reads digits of BASE (10 or 16) at *TEXT and moves *TEXT behind them: for the
 * kernel's own tables. Returns 0, or -1 when there is no digit or it does not fit.
 */
int parse_digits(const char **text, unsigned int base, uint64_t *ret_number);

#endif
