/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help texts, made from the tables. */
#ifndef CMD_USAGE_H
#define CMD_USAGE_H

#include <stdio.h>

#include "cmd/command.h"

/* The screen of a bare `ebpfctl`. */
void usage_print_overview(FILE *stream);

/* The screen of `ebpfctl help COMMAND`. */
void usage_print_command(FILE *stream, const struct command *command);

#endif
