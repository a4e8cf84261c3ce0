/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of a configuration file: lines, and the words of a line. Words are divided by
 * blanks and tabs; what stands between two " is part of one, with its blanks. A line that is
 * empty, or whose first character is #, has none.
 */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include <stddef.h>

#include "base/error.h"

#define CONFIG_LINE_MAX 4096

/* What is left of a text, and the number of the line that was taken from it last. */
struct config_text {
	const char *at, *end;
	unsigned int line;
};

/* The next line, without its newline; NULL at the end. */
const char *config_next_line(struct config_text *text, size_t *ret_length);

/* Words that end with NULL; they point into TEXT. Both are owned. */
struct config_words {
	const char **words;
	size_t count;
	char *text;
};

/* The words of a line; ERROR_USAGE where it is none that a person writes. */
int config_split(const char *line, size_t length, struct config_words *ret_words,
		 struct error *error);
void config_words_release(struct config_words *words);

#endif
