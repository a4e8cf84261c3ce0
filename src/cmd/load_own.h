/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files among the operands of `ebpfctl load`. */
#ifndef CMD_LOAD_OWN_H
#define CMD_LOAD_OWN_H

#include "cmd/load_options.h"
#include "cmd/probes.h"

/* What load was asked for: built-in probes, and files. */
struct load_choice {
	struct probe_choice built_in; /* none where only files are named */
	struct own_wishes *own;	      /* owned; what is in them is the request's */
	size_t own_count;
};

/*
 * By the operands, and by REQUEST, whose options each file gets. An option that nothing in
 * the choice takes is ERROR_USAGE. The caller releases it.
 */
int load_choose(const struct load_request *request, const char *const *operands,
		struct load_choice *ret_choice, struct error *error);
void load_choice_release(struct load_choice *choice);

#define AUTO_LOAD_CHOICE CLEANUP(load_choice_release)

#endif
