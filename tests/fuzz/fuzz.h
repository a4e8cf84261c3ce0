/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzz targets share. Each is tests/fuzz/fuzz_NAME.c with one
 * LLVMFuzzerTestOneInput(): it hands the bytes to a part of ebpfctl that takes bytes from
 * others, and asserts what that part promises. The sanitizers see to the rest.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert(3) it is there in every build. */
#define PROMISE(condition)                                                       \
	do {                                                                     \
		if (!(condition)) {                                              \
			fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, \
				__LINE__, #condition);                           \
			abort();                                                 \
		}                                                                \
	} while (0)

/* A terminated copy, without room behind it: reading on is found. The caller frees it. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	PROMISE(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* What a terminal may be given on one line: no control, and valid UTF-8. */
static inline bool fuzz_is_printable(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	return true;
}

#endif
