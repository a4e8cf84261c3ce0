/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command is: one row in commands.def, one const struct here. Dispatch, help,
 * completion and the tests read these; no word of the command line stands elsewhere.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* What every command is told, whatever it is. */
struct globals {
	const char *bpffs;     /* root of the bpffs mount */
	bool has_dashes;       /* there was a `--` among the words */
	size_t plain_operands; /* then: how many operands stood before it */
	bool is_dumb_terminal; /* one whose cursor cannot be moved, by TERM */
	int *exit_status; /* set by a command that runs another one: the status of that */
};

/*
 * One option. One with a value has APPLY, which stores the value in the command's request
 * and returns 0, or -1 with *error filled. One without has FLAG, the offset of a bool in
 * the request, which becomes true.
 */
struct option_row {
	char letter;	  /* 0 for none */
	const char *name; /* without the dashes */
	/* its name in the help; NULL for an option without one; with [=...] around it, it
	 * may be left out */
	const char *argument;
	const char *help; /* NULL only in the row that ends the table */
	int (*apply)(void *request, const char *value, struct error *error);
	size_t flag;
};

/* What became of a command; main.c alone turns it into an exit status. */
enum outcome {
	OUTCOME_DONE,
	OUTCOME_FAILED,	    /* and said so itself, or *error is filled */
	OUTCOME_USAGE,	    /* *error is filled */
	OUTCOME_NOT_LOADED, /* and said so itself, or *error is filled */
	OUTCOME_DIFFERS,    /* apply --check, and said in what */
};

struct command {
	const char *name;
	const char *summary;   /* "attach probes and leave them running" */
	const char *arguments; /* "[PROBE]... [OPTION]..." */
	const char *description;
	const struct option_row *options; /* ends with a row of zeroes; may be NULL */
	size_t request_size;
	/* REQUEST is zeroed, then filled by the options; OPERANDS end with NULL. */
	enum outcome (*run)(const struct globals *globals, void *request,
			    const char *const *operands, struct error *error);
};

/* All commands in the order of commands.def, NULL at the end. */
extern const struct command *const commands[];

/* NULL when there is none of exactly this name. */
const struct command *command_find(const char *name);

/* The outcome for an error, by its kind. */
enum outcome command_fail(const struct error *error);

/* The operands of a command that takes none; -1, ERROR_USAGE, where there is one. */
int command_refuse_operands(const char *const *operands, struct error *error);

#define COMMAND(name, summary) extern const struct command command_##name;
#include "cmd/commands.def"
#undef COMMAND

#endif
