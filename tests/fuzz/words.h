/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An input as the words of a command line: a NUL or a newline ends each. */
#ifndef TESTS_FUZZ_WORDS_H
#define TESTS_FUZZ_WORDS_H

#include "fuzz.h"

#define WORDS_MAX 64

struct words {
	char *text; /* owned */
	const char *word[WORDS_MAX + 1];
	size_t count;
};

static inline void words_split(struct words *words, const uint8_t *data, size_t size)
{
	char *at, *end;

	*words = (struct words){.text = fuzz_text(data, size)};
	end = words->text + size;
	for (at = words->text; at < end && words->count < WORDS_MAX;
	     at += strlen(at) + 1) {
		at[strcspn(at, "\n")] = '\0';
		words->word[words->count++] = at;
	}
}

#endif
