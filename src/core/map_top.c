// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The largest entries of a map. Up to twice as many as are wanted are collected, then sorted
 * and cut: each entry is moved a few times, however many there are.
 */
#include "core/map_top.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct map_top {
	const struct map_view *map;
	struct columns columns;
	const struct column *field;
	bool is_of_key;
	size_t limit, count, capacity;
	size_t entry_size; /* a key and a value */
	unsigned char *entries;
	unsigned char *keys, *values; /* of the last batch */
};

static size_t value_size(const struct map_view *map)
{
	return map->stride * map->cpu_count;
}

static bool is_named(const char *column, const char *field)
{
	size_t prefix = strlen("value.");

	return !strcmp(column, field) ||
	       (!strncmp(column, "value.", prefix) && !strcmp(column + prefix, field));
}

/* Those of the value first: they are shown under their short names. */
static void choose_field(struct map_top *top, const char *field)
{
	columns_add(&top->columns, "value", top->map->value);
	for (size_t round = 0; round < 2 && !top->field; round++) {
		top->is_of_key = round;
		if (round) {
			columns_release(&top->columns);
			columns_add(&top->columns, "key", top->map->key);
		}
		for (size_t i = 0; i < top->columns.count && !top->field; i++)
			if (is_named(top->columns.columns[i].name, field))
				top->field = &top->columns.columns[i];
	}
}

struct map_top *map_top_new(const struct map_view *map, const char *field, size_t limit)
{
	struct map_top *top;

	if (map->shape != MAP_ENTRIES || !map->key || !map->value)
		return NULL;
	top = memory_new(1, sizeof(*top));
	top->map = map;
	top->limit = limit;
	top->entry_size = map->key_size + value_size(map);
	choose_field(top, field);
	if (!top->field)
		map_top_free(&top);
	return top;
}

void map_top_free(struct map_top **top)
{
	if (!*top)
		return;
	columns_release(&(*top)->columns);
	free((*top)->entries);
	free((*top)->keys);
	free((*top)->values);
	free(*top);
	*top = NULL;
}

static struct value field_of(const struct map_top *top, const unsigned char *entry)
{
	const struct value whole = {
		.bytes = top->is_of_key ? entry : entry + top->map->key_size,
		.stride = top->is_of_key ? 0 : top->map->stride,
		.cpu_count = top->is_of_key ? 1 : top->map->cpu_count,
	};

	return column_value(top->field, &whole);
}

/* By keys where the fields are the same, so that an order is the same each time. */
static int compare(const void *left, const void *right, void *context)
{
	const struct map_top *top = context;
	struct value first = field_of(top, left), second = field_of(top, right);
	int order = value_compare(&second, &first);

	return order ? order : memcmp(left, right, top->map->key_size);
}

static void sort(struct map_top *top)
{
	if (top->count)
		qsort_r(top->entries, top->count, top->entry_size, compare, top);
	if (top->count > top->limit)
		top->count = top->limit;
}

static unsigned char *new_entry(struct map_top *top)
{
	if (top->count == top->capacity) {
		if (top->limit <= top->capacity / 2)
			sort(top);
		if (top->count == top->capacity) {
			top->capacity = top->capacity ? 2 * top->capacity : 64;
			top->entries = memory_resize(top->entries, top->capacity,
						     top->entry_size);
		}
	}
	return top->entries + top->count++ * top->entry_size;
}

void map_top_add(struct map_top *top, const struct map_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		unsigned char *entry = new_entry(top);

		memcpy(entry, batch->keys + i * top->map->key_size, top->map->key_size);
		memcpy(entry + top->map->key_size,
		       batch->values + i * value_size(top->map), value_size(top->map));
	}
}

struct map_batch map_top_batch(struct map_top *top)
{
	size_t key_size = top->map->key_size;

	sort(top);
	top->keys = memory_resize(top->keys, top->count + 1, key_size);
	top->values = memory_resize(top->values, top->count + 1, value_size(top->map));
	for (size_t i = 0; i < top->count; i++) {
		const unsigned char *entry = top->entries + i * top->entry_size;

		memcpy(top->keys + i * key_size, entry, key_size);
		memcpy(top->values + i * value_size(top->map), entry + key_size,
		       value_size(top->map));
	}
	return (struct map_batch){
		.keys = top->keys, .values = top->values, .count = top->count};
}
