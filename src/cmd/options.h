/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parsing words by rows. Names are exact: no abbreviation, no unique prefix. Options and
 * operands may be mixed; `--` ends the options. Parsing stores, and does nothing else.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "cmd/command.h"

/* The rows that every command has, and that may stand in front of it too. */
extern const struct option_row global_options[];

/* What the global options fill. */
struct global_request {
	const char *bpffs;
	bool is_verbose, is_quiet, wants_help, wants_version;
	bool has_dashes;       /* there was a `--` */
	size_t plain_operands; /* with it: how many operands stood before it */
};

/*
 * Parses WORDS, ending with NULL. Global options go to GLOBAL; others are looked up in
 * ROWS (may be NULL) and go to REQUEST. Words that are no options are put into OPERANDS,
 * which has room for all of them and a NULL. With IS_FRONT it stops at the first such
 * word. *ret_used is how many words were read. 0, or -1 with ERROR_USAGE.
 */
int options_parse(const char *const *words, const struct option_row *rows, void *request,
		  struct global_request *global, const char **operands, bool is_front,
		  size_t *ret_used, struct error *error);

#endif
