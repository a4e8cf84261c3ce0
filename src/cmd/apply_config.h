/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From configuration files to what they want: each line as the arguments of one `load`. */
#ifndef CMD_APPLY_CONFIG_H
#define CMD_APPLY_CONFIG_H

#include "cmd/load_own.h"
#include "core/config.h"
#include "core/wanted.h"
#include "kern/config_files.h"

struct config_line {
	char *where; /* "FILE:LINE" */
	struct config_words words;
	struct load_request request;
	struct load_choice choice;
};

struct config {
	struct config_files files;
	struct config_line *lines; /* those that are not empty */
	size_t count;
	struct wanted wanted; /* what they say, merged; its strings are theirs */
};

/*
 * Reads all files in DIRECTORY, and changes nothing. Of several lines that are wrong, each is
 * said at once, and the last one is *error.
 */
int config_read(const char *directory, struct config *ret_config, struct error *error);
void config_release(struct config *config);

#define AUTO_CONFIG CLEANUP(config_release)

#endif
