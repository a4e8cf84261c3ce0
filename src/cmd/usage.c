// SPDX-License-Identifier: GPL-2.0-or-later
/* Help texts, made from the tables. */
#include "cmd/usage.h"

#include "base/strbuf.h"
#include "cmd/options.h"

#define OPTION_COLUMN 26

static void print_pair(FILE *stream, const struct command *left,
		       const struct command *right)
{
	fprintf(stream, "  %-8s %-*s", left->name, right ? 40 : 0, left->summary);
	if (right)
		fprintf(stream, " %-8s %s", right->name, right->summary);
	fputc('\n', stream);
}

void usage_print_overview(FILE *stream)
{
	fputs("usage: ebpfctl COMMAND [OPTION]...\n", stream);
	for (size_t i = 0; commands[i]; i += 2) {
		print_pair(stream, commands[i], commands[i + 1]);
		if (!commands[i + 1])
			break;
	}
	fputs("start with: ebpfctl check; sudo ebpfctl load; ebpfctl help COMMAND\n",
	      stream);
}

static void print_option(FILE *stream, const struct option_row *row)
{
	struct strbuf text AUTO_STRBUF = {0};

	if (row->letter)
		strbuf_add_format(&text, "-%c", row->letter);
	if (row->letter && row->name)
		strbuf_add(&text, ", ");
	if (!row->letter)
		strbuf_add(&text, "    ");
	if (row->name)
		strbuf_add_format(&text, "--%s", row->name);
	if (row->argument)
		strbuf_add_format(&text, "%s%s", *row->argument == '[' ? "" : "=",
				  row->argument);
	fprintf(stream, "  %-*s %s\n", OPTION_COLUMN, strbuf_text(&text), row->help);
}

static void print_options(FILE *stream, const struct option_row *rows)
{
	for (; rows && rows->help; rows++)
		print_option(stream, rows);
}

void usage_print_command(FILE *stream, const struct command *command)
{
	fprintf(stream, "usage: ebpfctl %s %s\n%s: %s\n\n%s\n", command->name,
		command->arguments, command->name, command->summary,
		command->description);
	if (command->options)
		fputs("options:\n", stream);
	print_options(stream, command->options);
	fputs("options of all commands:\n", stream);
	print_options(stream, global_options);
	fprintf(stream, "more: man ebpfctl-%s\n", command->name);
}
