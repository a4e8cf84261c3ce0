/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of `hooks` share; for no one else. */
#ifndef KERN_HOOKS_INTERNAL_H
#define KERN_HOOKS_INTERNAL_H

#include "base/strbuf.h"
#include "kern/hooks.h"

/*
 * Adds what BTF knows, of the kernel and of its modules, with prototypes. The attach bits
 * of a function are those that its arguments permit.
 */
void hooks_add_typed(const char *pattern, struct hooks *hooks);

/*
 * Adds the functions of kallsyms. *ret_functions are they alone, sorted, with the attach
 * bits that the kernel's lists permit; released by the caller.
 */
void hooks_add_functions(const char *pattern, struct hooks *hooks,
			 struct hooks *ret_functions);

/* Adds the tracepoints that tracefs lists, with their categories. */
void hooks_add_events(const char *pattern, struct hooks *hooks);

/*
 * What of enum hook_attach attaches on this kernel at all; false where there are no rights
 * to try it. Attaches, for a moment, to what the kernel has for tests.
 */
bool hooks_try_attach(unsigned int *ret_attach);

/* Whether a program for the LSM hook whose function is BTF_ID loads. */
bool hooks_try_lsm(unsigned int btf_id);

/* Cuts off and returns the line at *AT, without its newline; NULL at the end. */
char *hooks_next_line(char **at);

#endif
