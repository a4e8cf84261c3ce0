// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the numbers in a map grew by per second. What an entry had is kept in a hash table by its
 * key, with open addressing; entries that are gone stay there, and cost their memory.
 */
#include "core/map_rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define SLOTS_MIN 256
#define NS_PER_SECOND 1e9

struct map_rates {
	const struct map_view *map;
	struct columns numbers; /* those of the value alone */
	size_t slot_count, used;
	unsigned char *keys;
	uint64_t *seen_ns; /* 0: the slot is free */
	uint64_t *values;  /* numbers.count for each slot */
	double *rates;	   /* of the last batch */
};

static void keep_numbers(struct columns *columns)
{
	size_t kept = 0;

	for (size_t i = 0; i < columns->count; i++) {
		if (type_is_number(columns->columns[i].type))
			columns->columns[kept++] = columns->columns[i];
		else
			free(columns->columns[i].name);
	}
	columns->count = kept;
}

static void make_slots(struct map_rates *rates, size_t count)
{
	rates->slot_count = count;
	rates->used = 0;
	rates->keys = memory_new(count, rates->map->key_size + 1ul);
	rates->seen_ns = memory_new(count, sizeof(*rates->seen_ns));
	rates->values =
		memory_new(count * rates->numbers.count + 1, sizeof(*rates->values));
}

struct map_rates *map_rates_new(const struct map_view *map)
{
	struct map_rates *rates = memory_new(1, sizeof(*rates));

	rates->map = map;
	if (map->value)
		columns_add(&rates->numbers, "", map->value);
	keep_numbers(&rates->numbers);
	make_slots(rates, SLOTS_MIN);
	return rates;
}

static void free_slots(struct map_rates *rates)
{
	free(rates->keys);
	free(rates->seen_ns);
	free(rates->values);
}

void map_rates_free(struct map_rates **rates)
{
	if (!*rates)
		return;
	free_slots(*rates);
	columns_release(&(*rates)->numbers);
	free((*rates)->rates);
	free(*rates);
	*rates = NULL;
}

/* FNV-1a */
static uint64_t hash_of(const unsigned char *key, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ key[i]) * 0x100000001b3ull;
	return hash ^ hash >> 32;
}

/* The slot of KEY, or the free one where it belongs. */
static size_t find_slot(const struct map_rates *rates, const unsigned char *key)
{
	size_t size = rates->map->key_size;
	size_t slot = hash_of(key, size) & (rates->slot_count - 1);

	while (rates->seen_ns[slot] && memcmp(rates->keys + slot * size, key, size))
		slot = (slot + 1) & (rates->slot_count - 1);
	return slot;
}

static void grow(struct map_rates *rates)
{
	struct map_rates old = *rates;
	size_t numbers = rates->numbers.count, key_size = rates->map->key_size;

	make_slots(rates, 2 * old.slot_count);
	for (size_t i = 0; i < old.slot_count; i++) {
		size_t slot;

		if (!old.seen_ns[i])
			continue;
		slot = find_slot(rates, old.keys + i * key_size);
		memcpy(rates->keys + slot * key_size, old.keys + i * key_size, key_size);
		memcpy(rates->values + slot * numbers, old.values + i * numbers,
		       numbers * sizeof(*rates->values));
		rates->seen_ns[slot] = old.seen_ns[i];
	}
	rates->used = old.used;
	free_slots(&old);
}

/* Signed: what shrinks has a negative rate. */
static void step_entry(struct map_rates *rates, const unsigned char *key,
		       const struct value *value, double *ret_rates, uint64_t now_ns)
{
	size_t slot = find_slot(rates, key);
	double seconds = (double)(now_ns - rates->seen_ns[slot]) / NS_PER_SECOND;
	bool is_known = rates->seen_ns[slot] && seconds > 0;

	for (size_t i = 0; i < rates->numbers.count; i++) {
		struct value part = column_value(&rates->numbers.columns[i], value);
		uint64_t *last = &rates->values[slot * rates->numbers.count + i];
		uint64_t now = value_number(&part);

		ret_rates[i] = is_known ? (double)(int64_t)(now - *last) / seconds : NAN;
		*last = now;
	}
	if (!rates->seen_ns[slot])
		rates->used++;
	memcpy(rates->keys + slot * rates->map->key_size, key, rates->map->key_size);
	rates->seen_ns[slot] = now_ns;
}

void map_rates_step(struct map_rates *rates, struct map_batch *batch, uint64_t now_ns)
{
	size_t numbers = rates->numbers.count;

	rates->rates =
		memory_resize(rates->rates, batch->count * numbers + 1, sizeof(double));
	for (size_t i = 0; i < batch->count; i++) {
		struct value value = map_batch_value(rates->map, batch, i);

		if (2 * (rates->used + 1) > rates->slot_count)
			grow(rates);
		step_entry(rates, batch->keys + i * rates->map->key_size, &value,
			   rates->rates + i * numbers, now_ns);
	}
	batch->rates = rates->rates;
	batch->rate_count = numbers;
}
