// SPDX-License-Identifier: GPL-2.0-or-later
/* How often each text came: a tree of the C library's. */
#include "core/tally.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int compare_texts(const void *left, const void *right)
{
	const struct tally_entry *a = left, *b = right;
	size_t shorter = a->length < b->length ? a->length : b->length;
	int difference = memcmp(a->text, b->text, shorter);

	return difference ? difference :
			    (a->length > b->length) - (a->length < b->length);
}

static struct tally_entry *new_entry(const char *text, size_t length)
{
	struct tally_entry *entry = memory_new(1, sizeof(*entry));

	entry->text = memory_new(length + 1, 1);
	memcpy(entry->text, text, length);
	entry->length = length;
	return entry;
}

static void free_entry(void *entry)
{
	free(((struct tally_entry *)entry)->text);
	free(entry);
}

void tally_add(struct tally *tally, const char *text, size_t length)
{
	struct tally_entry *entry = new_entry(text, length);
	struct tally_entry **found = tsearch(entry, &tally->tree, compare_texts);

	if (!found)
		memory_out();
	if (*found == entry)
		tally->size++;
	else
		free_entry(entry);
	(*found)->count++;
}

struct collection {
	const struct tally_entry **entries;
	size_t count;
};

static void collect(const void *node, VISIT visit, void *context)
{
	struct collection *collection = context;

	if (visit == postorder || visit == leaf)
		collection->entries[collection->count++] =
			*(struct tally_entry *const *)node;
}

static int compare_counts(const void *left, const void *right)
{
	const struct tally_entry *a = *(const struct tally_entry *const *)left;
	const struct tally_entry *b = *(const struct tally_entry *const *)right;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return compare_texts(a, b);
}

const struct tally_entry **tally_sorted(const struct tally *tally)
{
	struct collection collection = {
		.entries = memory_new(tally->size, sizeof(*collection.entries)),
	};

	twalk_r(tally->tree, collect, &collection);
	if (collection.count)
		qsort(collection.entries, collection.count, sizeof(*collection.entries),
		      compare_counts);
	return collection.entries;
}

void tally_release(struct tally *tally)
{
	tdestroy(tally->tree, free_entry);
	*tally = (struct tally){0};
}
