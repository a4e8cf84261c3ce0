/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Test Anything Protocol for the unit tests: each ok() is one promise in words. A
 * program ends with `return tap_end();`.
 */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failures;

static inline bool tap_result(bool passed, const char *name, const char *file, int line)
{
	printf("%sok %d - %s\n", passed ? "" : "not ", ++tap_count, name);
	if (passed)
		return true;
	tap_failures++;
	printf("# at %s:%d\n", file, line);
	return false;
}

static inline void tap_is_text(const char *got, const char *expected, const char *name,
			       const char *file, int line)
{
	if (!tap_result(got && !strcmp(got, expected), name, file, line))
		printf("# got:      %s\n# expected: %s\n", got ? got : "(NULL)",
		       expected);
}

static inline void tap_is_number(unsigned long long got, unsigned long long expected,
				 const char *name, const char *file, int line)
{
	if (!tap_result(got == expected, name, file, line))
		printf("# got:      %llu\n# expected: %llu\n", got, expected);
}

static inline int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures != 0;
}

#define ok(condition, name) tap_result((condition), (name), __FILE__, __LINE__)
#define is_text(got, expected, name) \
	tap_is_text((got), (expected), (name), __FILE__, __LINE__)
#define is_number(got, expected, name)                                                   \
	tap_is_number((unsigned long long)(got), (unsigned long long)(expected), (name), \
		      __FILE__, __LINE__)

#endif
