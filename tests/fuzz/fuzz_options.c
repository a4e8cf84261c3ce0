// SPDX-License-Identifier: GPL-2.0-or-later
/* Command lines: parsed by the rows of the command that they name, or refused by name. */
#include "cmd/command.h"
#include "cmd/options.h"
#include "words.h"

/* What options allocate is the process's, which parses one command line. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return 1;
}

static void check_error(struct error *error)
{
	PROMISE(error->kind != ERROR_NONE && error->message);
	error_clear(error);
}

/* A word that may have the machine asked about a user or a directory costs too much. */
static bool is_slow(const struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (!strncmp(words->word[i], "-u", 2) || strstr(words->word[i], "--uid"))
			return true;
	return false;
}

static void parse(const struct command *command, const struct words *words)
{
	struct global_request global = {0};
	struct error error = {0};
	const char *operands[WORDS_MAX + 1] = {0};
	void *request = calloc(1, command->request_size + 1);
	size_t used = 0, count = 0;

	PROMISE(request);
	if (options_parse(words->word + 1, command->options, request, &global, operands,
			  false, &used, &error)) {
		check_error(&error);
	} else {
		PROMISE(used <= words->count - 1);
		while (operands[count])
			count++;
		PROMISE(count <= used);
	}
	free(request);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct words words;
	const struct command *command;

	words_split(&words, data, size);
	if (words.count && !is_slow(&words)) {
		command = command_find(words.word[0]);
		if (command)
			parse(command, &words);
	}
	free(words.text);
	return 0;
}
