/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of `hooks` share; for no one else. */
#ifndef KERN_HOOKS_INTERNAL_H
#define KERN_HOOKS_INTERNAL_H

#include "base/strbuf.h"
#include "kern/hooks.h"

/*
 * -1 with ERROR, when NUMBER of errno is why something of the kernel's could not be read; 0
 * where it says that this kernel does not have it, or lets this user not read it.
 */
int hooks_miss(int number, struct error *error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The functions below go on where something cannot be read, and return hooks_miss() then. */

/*
 * Adds what BTF knows, of the kernel and of its modules, with prototypes. The attach bits
 * of a function are those that its arguments permit.
 */
int hooks_add_typed(const char *pattern, struct hooks *hooks, struct error *error);

/*
 * Adds the functions of kallsyms. *ret_functions are they alone, sorted, with the attach
 * bits that the kernel's lists permit; released by the caller.
 */
int hooks_add_functions(const char *pattern, struct hooks *hooks,
			struct hooks *ret_functions, struct error *error);

/* Adds the tracepoints that tracefs lists, with their categories. */
int hooks_add_events(const char *pattern, struct hooks *hooks, struct error *error);

/*
 * What of enum hook_attach attaches on this kernel at all, which takes CAP_SYS_ADMIN. Attaches,
 * for a moment, to what the kernel has for tests. -1 where it could not be tried.
 */
int hooks_try_attach(unsigned int *ret_attach, struct error *error);

/* Whether a program for the LSM hook whose function is BTF_ID loads. */
int hooks_try_lsm(unsigned int btf_id, bool *ret_loads, struct error *error);

/* Cuts off and returns the line at *AT, without its newline; NULL at the end. */
char *hooks_next_line(char **at);

#endif
