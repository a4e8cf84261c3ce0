/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of the kernel's code, and the names of its functions. */
#ifndef CORE_SYMBOLS_H
#define CORE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line of /proc/kallsyms. */
struct symbol {
	uint64_t address; /* 0 where the kernel hides it */
	char type;	  /* as of nm(1) */
	const char *name;
	const char *module; /* with brackets; NULL for the kernel itself */
};

/* "ADDRESS TYPE NAME", and "\t[MODULE]"; false for a line that is none. Cuts LINE. */
bool symbol_parse(char *line, struct symbol *ret_symbol);

struct symbol_entry {
	uint64_t address;
	const char *name; /* in the text */
};

struct symbols {
	char *text;		      /* owned: the lines that they were read from */
	struct symbol_entry *entries; /* by address */
	size_t count;
};

/*
 * From the lines of /proc/kallsyms, which it takes over and cuts up: TEXT is allocated, and
 * ends with a NUL. No symbols where the kernel hides addresses.
 */
void symbols_parse(char *text, struct symbols *ret_symbols);
void symbols_release(struct symbols *symbols);

/* The function that ADDRESS is in, and how far; NULL where none is known. */
const char *symbols_find(const struct symbols *symbols, uint64_t address,
			 uint64_t *ret_offset);

#endif
