// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the completion for a shell, made of the rows that ebpfctl itself parses by:
 *
 *   completion/generate bash|zsh|fish
 *
 * What it prints is kept in this folder, since a cross build cannot run it; a test
 * compares the two, and `make completion` brings them up to date.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "cmd/command.h"
#include "cmd/options.h"
#include "core/event.h"
#include "core/field.h"

#define HEAD                                            \
	"# SPDX-License-Identifier: GPL-2.0-or-later\n" \
	"# Made by completion/generate of ebpfctl's own options: make completion.\n"

#define PROBES "packets opens"

/* Where the values of an argument come from: words, or what each shell asks the system. */
struct source {
	const char *argument;
	const char *words; /* NULL: as the next ones say */
	const char *bash, *zsh, *fish;
};

static const struct source sources[] = {
	{"MODE", "auto native generic", NULL, NULL, NULL},
	{"ROUTE", "auto fexit tracepoint kprobe", NULL, NULL, NULL},
	{"FORMAT", "text json prometheus", NULL, NULL, NULL},
	{"PROBE", PROBES, NULL, NULL, NULL},
	{"IFACE", NULL, "$(compgen -W \"$(ls /sys/class/net)\" -- \"$cur\")",
	 "_net_interfaces", "(ls /sys/class/net)"},
	{"DIR", NULL, "$(compgen -d -- \"$cur\")", "_directories",
	 "(__fish_complete_directories)"},
	{"USER", NULL, "$(compgen -u -- \"$cur\")", "_users", "(__fish_complete_users)"},
	{"PID", NULL, "$(compgen -W \"$(cd /proc && echo [0-9]*)\" -- \"$cur\")", "_pids",
	 "(__fish_complete_pids)"},
};

/* "pid comm path ...", or "O_RDONLY ...": names that stand in other tables. */
static void add_fields(struct strbuf *words)
{
	for (int field = 0; field < FIELD_COUNT; field++) {
		strbuf_add(words, field ? " " : "");
		strbuf_add(words, field_name((enum event_field)field));
	}
}

static void add_flags(struct strbuf *words)
{
	const char *names[EVENT_FLAG_NAMES_MAX];
	size_t count = event_flag_names(UINT64_MAX & ~(uint64_t)O_ACCMODE, names);

	strbuf_add(words, "O_RDONLY O_WRONLY O_RDWR");
	for (size_t i = 1; i < count; i++)
		strbuf_add_format(words, " %s", names[i]);
}

static void add_errors(struct strbuf *words)
{
	for (int number = 1; number < 134; number++)
		if (strerrorname_np(number))
			strbuf_add_format(words, "%s%s", number > 1 ? " " : "",
					  strerrorname_np(number));
}

static const struct source *find_source(const char *argument)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (!strcmp(sources[i].argument, argument))
			return &sources[i];
	return NULL;
}

/* The words that ARGUMENT can be, "" where it is no list of words. */
static void add_words(struct strbuf *words, const char *argument)
{
	const struct source *source = find_source(argument);

	if (source && source->words)
		strbuf_add(words, source->words);
	else if (strstr(argument, "FIELD"))
		add_fields(words);
	else if (!strcmp(argument, "FLAG"))
		add_flags(words);
	else if (!strcmp(argument, "ERROR"))
		add_errors(words);
}

static bool is_optional(const struct option_row *row)
{
	return row->argument && row->argument[0] == '[';
}

/* What stands for PROBE and COMMAND among the operands. */
static void add_operands(struct strbuf *words, const struct command *command)
{
	if (!strcmp(command->name, "events"))
		strbuf_add(words, "opens");
	else if (strstr(command->arguments, "[PROBE"))
		strbuf_add(words, PROBES);
	for (size_t i = 0; !strcmp(command->name, "help") && commands[i]; i++)
		strbuf_add_format(words, "%s%s", i ? " " : "", commands[i]->name);
}

typedef void row_function(const char *command, const struct option_row *row);

static void each_row(const char *command, const struct option_row *rows,
		     row_function *function)
{
	for (; rows && rows->help; rows++)
		function(command, rows);
}

/* ---- bash ---- */

static void bash_names(const char *command, const struct option_row *row)
{
	(void)command;
	if (row->letter)
		printf("-%c ", row->letter);
	printf("--%s ", row->name);
}

static void bash_value(const char *command, const struct option_row *row)
{
	struct strbuf words AUTO_STRBUF = {0};
	const struct source *source;

	if (!row->argument || is_optional(row))
		return;
	source = find_source(row->argument);
	add_words(&words, row->argument);
	printf("\t%s\\ --%s", command, row->name);
	if (row->letter)
		printf(" | %s\\ -%c", command, row->letter);
	if (words.length)
		printf(") words='%s' ;;\n", words.text);
	else
		printf(") COMPREPLY=(%s); return ;;\n", source ? source->bash : "");
}

static void bash_command(const struct command *command)
{
	struct strbuf words AUTO_STRBUF = {0};

	add_operands(&words, command);
	printf("\t%s) words='%s%s", command->name, strbuf_text(&words),
	       words.length ? " " : "");
	each_row(command->name, command->options, bash_names);
	each_row(command->name, global_options, bash_names);
	printf("' ;;\n");
}

static void write_bash(void)
{
	printf(HEAD
	       "# shellcheck shell=bash disable=SC2207 # no value of these has a blank\n"
	       "\n"
	       "_ebpfctl() {\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	       "\tlocal command='' words='' i\n"
	       "\n"
	       "\tCOMPREPLY=()\n"
	       "\t[ \"$cur\" != = ] || cur=''\n"
	       "\t[ \"$prev\" != = ] || prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	       "\t\tcase ${COMP_WORDS[i]} in\n"
	       "\t\t--)\n"
	       "\t\t\t! declare -F _command_offset >/dev/null || _command_offset $((i + 1))\n"
	       "\t\t\treturn\n"
	       "\t\t\t;;\n"
	       "\t\t--bpffs) [ \"${COMP_WORDS[i + 1]}\" = = ] && i=$((i + 2)) || i=$((i + 1)) ;;\n"
	       "\t\t-* | =) ;;\n"
	       "\t\t*) [ -n \"$command\" ] || command=${COMP_WORDS[i]} ;;\n"
	       "\t\tesac\n"
	       "\tdone\n"
	       "\tcase $command\\ $prev in\n");
	for (size_t i = 0; commands[i]; i++) {
		each_row(commands[i]->name, commands[i]->options, bash_value);
	}
	each_row("*", global_options, bash_value);
	printf("\tesac\n"
	       "\t[ -n \"$words\" ] || case $command in\n"
	       "\t'') words='");
	for (size_t i = 0; commands[i]; i++)
		printf("%s ", commands[i]->name);
	each_row("", global_options, bash_names);
	printf("' ;;\n");
	for (size_t i = 0; commands[i]; i++)
		bash_command(commands[i]);
	printf("\tesac\n"
	       "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	       "}\n"
	       "\n"
	       "complete -F _ebpfctl ebpfctl\n");
}

/* ---- zsh ---- */

/* TEXT within '...' and, for zsh, within [...]. */
static void print_quoted(const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			printf("'\\'");
		else if (strchr(special, *text))
			putchar('\\');
		putchar(*text);
	}
}

static void zsh_row(const char *command, const struct option_row *row)
{
	struct strbuf words AUTO_STRBUF = {0};
	const struct source *source = row->argument ? find_source(row->argument) : NULL;
	const char *sign = !row->argument ? "" : is_optional(row) ? "=-" : "=";

	(void)command;
	if (row->letter)
		printf("\t\t'*'{-%c%s,--%s%s}'[", row->letter, row->argument ? "+" : "",
		       row->name, sign);
	else
		printf("\t\t'*--%s%s[", row->name, sign);
	print_quoted(row->help, "[]:\\");
	printf("]");
	if (row->argument) {
		add_words(&words, row->argument);
		printf("%s", is_optional(row) ? "::" : ":");
		print_quoted(row->argument, "[]:\\");
		if (words.length)
			printf(":(%s)", words.text);
		else
			printf(":%s", source ? source->zsh : " ");
	}
	printf("' \\\n");
}

static void zsh_command(const struct command *command)
{
	struct strbuf words AUTO_STRBUF = {0};

	add_operands(&words, command);
	printf("\t%s)\n\t\t_arguments -s -S \\\n", command->name);
	each_row(command->name, command->options, zsh_row);
	each_row(command->name, global_options, zsh_row);
	if (!strcmp(command->name, "events"))
		printf("\t\t'1:probe:(%s)' '*:::command:_normal'\n\t\t;;\n", words.text);
	else
		printf("\t\t'*:operand:(%s)'\n\t\t;;\n", strbuf_text(&words));
}

static void write_zsh(void)
{
	printf("#compdef ebpfctl\n" HEAD "\n"
	       "local curcontext=$curcontext state line\n"
	       "local -a commands=(\n");
	for (size_t i = 0; commands[i]; i++) {
		printf("\t'%s:", commands[i]->name);
		print_quoted(commands[i]->summary, ":\\");
		printf("'\n");
	}
	printf(")\n"
	       "\n"
	       "_arguments -C \\\n");
	each_row("", global_options, zsh_row);
	printf("\t\t'1:command:->command' '*::argument:->argument'\n"
	       "case $state in\n"
	       "command) _describe command commands ;;\n"
	       "argument)\n"
	       "\tcase $words[1] in\n");
	for (size_t i = 0; commands[i]; i++)
		zsh_command(commands[i]);
	printf("\tesac\n"
	       "\t;;\n"
	       "esac\n");
}

/* ---- fish ---- */

static void fish_row(const char *command, const struct option_row *row)
{
	struct strbuf words AUTO_STRBUF = {0};
	const struct source *source = row->argument ? find_source(row->argument) : NULL;

	printf("complete -c ebpfctl");
	if (*command)
		printf(" -n '__fish_seen_subcommand_from %s'", command);
	if (row->letter)
		printf(" -s %c", row->letter);
	printf(" -l %s", row->name);
	if (row->argument && !is_optional(row)) {
		add_words(&words, row->argument);
		printf(" -x");
		if (words.length)
			printf(" -a '%s'", words.text);
		else if (source)
			printf(" -a '%s'", source->fish);
	}
	printf(" -d '");
	print_quoted(row->help, "");
	printf("'\n");
}

static void write_fish(void)
{
	printf(HEAD "complete -c ebpfctl -f\n");
	each_row("", global_options, fish_row);
	for (size_t i = 0; commands[i]; i++) {
		struct strbuf words AUTO_STRBUF = {0};

		printf("complete -c ebpfctl -n __fish_use_subcommand -a %s -d '",
		       commands[i]->name);
		print_quoted(commands[i]->summary, "");
		printf("'\n");
		add_operands(&words, commands[i]);
		if (words.length)
			printf("complete -c ebpfctl -n '__fish_seen_subcommand_from %s' -a '%s'\n",
			       commands[i]->name, words.text);
		each_row(commands[i]->name, commands[i]->options, fish_row);
	}
}

int main(int argc, char **argv)
{
	const char *shell = argc == 2 ? argv[1] : "";

	if (!strcmp(shell, "bash"))
		write_bash();
	else if (!strcmp(shell, "zsh"))
		write_zsh();
	else if (!strcmp(shell, "fish"))
		write_fish();
	else
		return 2;
	return ferror(stdout) || fclose(stdout);
}
