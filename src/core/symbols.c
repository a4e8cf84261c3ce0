// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of the kernel's functions. */
#include "core/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parse.h"

#define HEX 16
#define ENTRIES_MIN 1024

bool symbol_parse(char *line, struct symbol *ret_symbol)
{
	const char *at = line;
	char *name, *tab;

	if (parse_digits(&at, HEX, &ret_symbol->address) || strlen(at) < strlen(" t x"))
		return false;
	ret_symbol->type = at[1];
	name = line + (at - line) + strlen(" t ");
	tab = strchr(name, '\t');
	if (tab)
		*tab = '\0';
	ret_symbol->name = name;
	ret_symbol->module = tab ? tab + 1 : NULL;
	return true;
}

static void add_line(struct symbols *symbols, size_t *capacity, char *line)
{
	struct symbol symbol;

	if (!symbol_parse(line, &symbol) || !symbol.address ||
	    !strchr("tTwW", symbol.type))
		return;
	if (symbols->count == *capacity) {
		*capacity = *capacity ? 2 * *capacity : ENTRIES_MIN;
		symbols->entries = memory_resize(symbols->entries, *capacity,
						 sizeof(*symbols->entries));
	}
	symbols->entries[symbols->count++] =
		(struct symbol_entry){symbol.address, symbol.name};
}

static int compare(const void *left, const void *right)
{
	const struct symbol_entry *first = left, *second = right;

	return (first->address > second->address) - (first->address < second->address);
}

void symbols_parse(char *text, struct symbols *ret_symbols)
{
	struct symbols symbols = {.text = text};
	char *rest = NULL;
	size_t capacity = 0;

	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		add_line(&symbols, &capacity, line);
	if (symbols.count)
		qsort(symbols.entries, symbols.count, sizeof(*symbols.entries), compare);
	*ret_symbols = symbols;
}

void symbols_release(struct symbols *symbols)
{
	free(symbols->entries);
	free(symbols->text);
	*symbols = (struct symbols){0};
}

const char *symbols_find(const struct symbols *symbols, uint64_t address,
			 uint64_t *ret_offset)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->entries[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	*ret_offset = address - symbols->entries[low - 1].address;
	return symbols->entries[low - 1].name;
}
