// SPDX-License-Identifier: GPL-2.0-or-later
/* Parsing words by rows. */
#include "cmd/options.h"

#include <string.h>

static int apply_bpffs(void *request, const char *value, struct error *error)
{
	struct global_request *global = request;

	if (!*value)
		return error_set(error, ERROR_USAGE,
				 "option '--bpffs': an empty directory");
	global->bpffs = value;
	return 0;
}

const struct option_row global_options[] = {
	{0, "bpffs", "DIR", "use the bpffs mounted on DIR, not on /sys/fs/bpf",
	 .apply = apply_bpffs},
	{'v', "verbose", NULL, "show what libbpf and the verifier say",
	 .flag = offsetof(struct global_request, is_verbose)},
	{'q', "quiet", NULL, "print errors only",
	 .flag = offsetof(struct global_request, is_quiet)},
	{'h', "help", NULL, "print this help",
	 .flag = offsetof(struct global_request, wants_help)},
	{'V', "version", NULL, "print the version",
	 .flag = offsetof(struct global_request, wants_version)},
	{0},
};

/* The state of one call of options_parse(). */
struct parser {
	const char *const *words;
	size_t at;
	const struct option_row *rows;
	void *request;
	struct global_request *global;
};

static const struct option_row *find_row(const struct option_row *rows, char letter,
					 const char *name, size_t length)
{
	for (; rows && rows->help; rows++) {
		if (letter && rows->letter == letter)
			return rows;
		if (!letter && rows->name && strlen(rows->name) == length &&
		    !strncmp(rows->name, name, length))
			return rows;
	}
	return NULL;
}

/* The row, and where its value goes. */
static const struct option_row *find(const struct parser *parser, char letter,
				     const char *name, size_t length, void **ret_request)
{
	const struct option_row *row = find_row(parser->rows, letter, name, length);

	*ret_request = parser->request;
	if (row)
		return row;
	*ret_request = parser->global;
	return find_row(global_options, letter, name, length);
}

static int apply(const struct option_row *row, void *request, const char *value,
		 struct error *error)
{
	if (row->apply)
		return row->apply(request, value, error);
	*(bool *)((char *)request + row->flag) = true;
	return 0;
}

/* Then only "--name=value" has a value. */
static bool is_optional(const struct option_row *row)
{
	return row->argument[0] == '[';
}

/* The value of an option that stands in the next word. */
static int take_next(struct parser *parser, const char *word, const char **ret_value,
		     struct error *error)
{
	*ret_value = parser->words[parser->at];
	if (!*ret_value)
		return error_set(error, ERROR_USAGE, "option '%s' needs a value", word);
	parser->at++;
	return 0;
}

static int parse_long(struct parser *parser, const char *word, struct error *error)
{
	const char *name = word + 2, *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	const char *value = equals ? equals + 1 : NULL;
	void *request;
	const struct option_row *row = find(parser, 0, name, length, &request);

	if (!row)
		return error_set(error, ERROR_USAGE, "unknown option '%.*s'",
				 (int)length + 2, word);
	if (!row->argument && value)
		return error_set(error, ERROR_USAGE, "option '--%s' takes no value",
				 row->name);
	if (row->argument && !value && !is_optional(row) &&
	    take_next(parser, word, &value, error))
		return -1;
	return apply(row, request, value, error);
}

/* "-xvalue", "-x value", and several without a value together: "-jq". */
static int parse_short(struct parser *parser, const char *word, struct error *error)
{
	for (const char *letter = word + 1; *letter; letter++) {
		const char *value = NULL;
		void *request;
		const struct option_row *row = find(parser, *letter, NULL, 0, &request);
		char shown[] = {'-', *letter, '\0'};

		if (!row)
			return error_set(error, ERROR_USAGE, "unknown option '%s'",
					 shown);
		if (row->argument && letter[1])
			value = letter + 1;
		else if (row->argument && take_next(parser, shown, &value, error))
			return -1;
		if (apply(row, request, value, error))
			return -1;
		if (row->argument)
			return 0;
	}
	return 0;
}

int options_parse(const char *const *words, const struct option_row *rows, void *request,
		  struct global_request *global, const char **operands, bool is_front,
		  size_t *ret_used, struct error *error)
{
	struct parser parser = {words, 0, rows, request, global};
	bool only_operands = false;
	size_t count = 0;

	while (parser.words[parser.at]) {
		const char *word = parser.words[parser.at];
		bool is_operand = only_operands || word[0] != '-' || !word[1];

		if (is_operand && is_front)
			break;
		parser.at++;
		if (is_operand) {
			operands[count++] = word;
		} else if (!strcmp(word, "--")) {
			only_operands = global->has_dashes = true;
			global->plain_operands = count;
		} else if (word[1] == '-' ? parse_long(&parser, word, error) :
					    parse_short(&parser, word, error)) {
			return -1;
		}
	}
	operands[count] = NULL;
	*ret_used = parser.at;
	return 0;
}
