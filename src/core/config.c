// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of a configuration file. */
#include "core/config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *config_next_line(struct config_text *text, size_t *ret_length)
{
	const char *line = text->at, *newline;

	if (line == text->end)
		return NULL;
	newline = memchr(line, '\n', (size_t)(text->end - line));
	*ret_length = (size_t)((newline ? newline : text->end) - line);
	text->at = newline ? newline + 1 : text->end;
	text->line++;
	return line;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static int check_bytes(const char *line, size_t length, struct error *error)
{
	if (length > CONFIG_LINE_MAX)
		return error_set(error, ERROR_USAGE, "longer than %d bytes",
				 CONFIG_LINE_MAX);
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)line[i];

		if ((byte < ' ' && byte != '\t') || byte == 0x7f)
			return error_set(error, ERROR_USAGE,
					 "byte %zu is the control character 0x%02x",
					 i + 1, byte);
	}
	return 0;
}

static void add_word(struct config_words *words, const char *word)
{
	words->words = memory_resize(words->words, words->count + 2, sizeof(word));
	words->words[words->count++] = word;
	words->words[words->count] = NULL;
}

/* Copies the word at *LINE to *TO, without its quotes, and moves both behind it. */
static int take_word(const char **line, const char *end, char **to, struct error *error)
{
	bool is_quoted = false;

	for (; *line < end && (is_quoted || !is_blank(**line)); (*line)++) {
		if (**line == '"')
			is_quoted = !is_quoted;
		else
			*(*to)++ = **line;
	}
	*(*to)++ = '\0';
	return is_quoted ? error_set(error, ERROR_USAGE, "a \" begins and does not end") :
			   0;
}

int config_split(const char *line, size_t length, struct config_words *ret_words,
		 struct error *error)
{
	struct config_words words CLEANUP(config_words_release) = {0};
	const char *end = line + length;
	char *to;

	if (check_bytes(line, length, error))
		return -1;
	/* each word is as long as it was at most, and each but the last had a blank behind */
	to = words.text = memory_new(length + 1, 1);
	words.words = memory_new(1, sizeof(*words.words));
	while (line < end && is_blank(*line))
		line++;
	if (line < end && *line == '#')
		line = end;
	while (line < end) {
		const char *word = to;

		if (take_word(&line, end, &to, error))
			return -1;
		add_word(&words, word);
		while (line < end && is_blank(*line))
			line++;
	}
	*ret_words = words;
	words = (struct config_words){0};
	return 0;
}

void config_words_release(struct config_words *words)
{
	free(words->words);
	free(words->text);
	*words = (struct config_words){0};
}
