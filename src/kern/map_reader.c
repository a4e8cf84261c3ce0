// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the entries of a map, in batches where its type knows them. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kern/own_maps_internal.h"

#define BATCH_BYTES (1u << 20)
#define BATCH_ENTRIES_MIN 64u
#define INNER_MAX 256	    /* maps in a map that are opened */
#define ENOTSUPP_KERNEL 524 /* include/linux/errno.h: a type without batches */

static size_t value_bytes(const struct map_view *view)
{
	return view->stride * view->cpu_count;
}

static uint32_t choose_capacity(const struct map_view *view)
{
	size_t bytes = view->key_size + value_bytes(view) + 1;
	size_t capacity = BATCH_BYTES / bytes;

	if (capacity < BATCH_ENTRIES_MIN)
		capacity = BATCH_ENTRIES_MIN;
	return capacity < view->max_entries ? (uint32_t)capacity : view->max_entries;
}

static void make_room(struct map_reader *reader, uint32_t capacity)
{
	const struct map_view *view = reader->map->view;

	reader->capacity = capacity;
	reader->keys = memory_resize(reader->keys, capacity + 1ul, view->key_size + 1ul);
	reader->values =
		memory_resize(reader->values, capacity + 1ul, value_bytes(view) + 1);
}

void map_reader_begin(struct map_reader *reader, const struct own_map *map)
{
	const struct map_view *view = map->view;

	*reader = (struct map_reader){
		.map = map,
		.left = 2ull * view->max_entries + 1,
		.is_over = view->shape == MAP_EVENTS || view->shape == MAP_UNREADABLE,
	};
	if (reader->is_over)
		return;
	reader->cursor_room = memory_new(2, view->key_size + sizeof(uint64_t));
	make_room(reader, choose_capacity(view));
}

void map_reader_end(struct map_reader *reader)
{
	free(reader->keys);
	free(reader->values);
	free(reader->cursor_room);
	*reader = (struct map_reader){0};
}

static int cannot_read(const struct map_reader *reader, struct error *error)
{
	return error_set_errno(error, errno, "cannot read the map '%s'",
			       reader->map->view->name);
}

/* One value without a key: what would be taken next. An empty one has none. */
static int read_next(struct map_reader *reader, uint32_t *ret_count, struct error *error)
{
	reader->is_over = true;
	*ret_count = 1;
	if (!bpf_map_lookup_elem(reader->map->fd, NULL, reader->values))
		return 0;
	*ret_count = 0;
	return errno == ENOENT ? 0 : cannot_read(reader, error);
}

/* The kernel writes where it is, and reads it the next time; both at once it may not. */
static int read_batch(struct map_reader *reader, uint32_t *ret_count)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options);
	size_t half = reader->map->view->key_size + sizeof(uint64_t);
	unsigned char *last = reader->cursor == reader->cursor_room ?
				      reader->cursor_room + half :
				      reader->cursor_room;

	*ret_count = reader->capacity;
	if (bpf_map_lookup_batch(reader->map->fd, reader->cursor, last, reader->keys,
				 reader->values, ret_count, &options)) {
		if (errno != ENOENT)
			return -1;
		reader->is_over = true;
	}
	reader->cursor = last;
	reader->left -= reader->left < *ret_count ? reader->left : *ret_count;
	reader->is_over = reader->is_over || !reader->left;
	return 0;
}

/* A bucket of the kernel's hash is read as a whole: it may need more room. */
static int read_batches(struct map_reader *reader, uint32_t *ret_count,
			struct error *error)
{
	bool is_first = !reader->cursor;

	while (read_batch(reader, ret_count)) {
		if (errno == ENOSPC &&
		    reader->capacity < reader->map->view->max_entries) {
			make_room(reader, 2 * reader->capacity);
		} else if (is_first && (errno == ENOTSUPP_KERNEL || errno == EINVAL ||
					errno == EOPNOTSUPP)) {
			reader->is_one_by_one = true;
			*ret_count = 0;
			return 0;
		} else {
			return cannot_read(reader, error);
		}
	}
	return 0;
}

static unsigned char *key_at(const struct map_reader *reader, uint32_t index)
{
	return reader->keys + (size_t)index * reader->map->view->key_size;
}

/* By keys: what is gone by the time when it is looked up is left out. */
static int read_one_by_one(struct map_reader *reader, uint32_t *ret_count,
			   struct error *error)
{
	const struct map_view *view = reader->map->view;
	uint32_t count = 0;

	while (count < reader->capacity && reader->left && !reader->is_over) {
		unsigned char *value = reader->values + count * value_bytes(view);

		reader->left--;
		if (bpf_map_get_next_key(reader->map->fd, reader->cursor,
					 key_at(reader, count))) {
			if (errno != ENOENT)
				return cannot_read(reader, error);
			reader->is_over = true;
			break;
		}
		reader->cursor = memcpy(reader->cursor_room, key_at(reader, count),
					view->key_size);
		if (!bpf_map_lookup_elem(reader->map->fd, reader->cursor, value))
			count++;
		else if (errno != ENOENT)
			return cannot_read(reader, error);
	}
	reader->is_over = reader->is_over || !reader->left;
	*ret_count = count;
	return 0;
}

static int read_some(struct map_reader *reader, uint32_t *ret_count, struct error *error)
{
	if (reader->map->view->shape == MAP_NEXT)
		return read_next(reader, ret_count, error);
	if (!reader->is_one_by_one && read_batches(reader, ret_count, error))
		return -1;
	return reader->is_one_by_one ? read_one_by_one(reader, ret_count, error) : 0;
}

int map_reader_next(struct map_reader *reader, struct map_batch *ret_batch,
		    struct error *error)
{
	uint32_t count = 0;

	while (!reader->is_over && !count)
		if (read_some(reader, &count, error))
			return -1;
	*ret_batch = (struct map_batch){
		.keys = reader->keys, .values = reader->values, .count = count};
	return 0;
}

/* ---- maps in maps ---- */

static void open_one(struct own_map *map, struct map_view *view, uint32_t id,
		     struct btf_types *btf)
{
	struct error ignored AUTO_ERROR = {0};
	int fd AUTO_CLOSE = -1;

	if (view->inner_count == INNER_MAX || map_view_inner(view, id))
		return;
	fd = bpf_map_get_fd_by_id(id);
	if (fd < 0 || own_maps_describe(fd, view->name, btf,
					&view->inner[view->inner_count], &ignored))
		return;
	map->inner[view->inner_count].view = &view->inner[view->inner_count];
	map->inner[view->inner_count++].fd = take_fd(&fd);
}

void own_maps_open_inner(struct own_map *map, struct map_view *view,
			 struct btf_types *btf)
{
	struct error ignored AUTO_ERROR = {0};
	struct map_reader reader AUTO_MAP_READER;
	struct map_batch batch;

	map->inner = memory_new(INNER_MAX, sizeof(*map->inner));
	view->inner = memory_new(INNER_MAX, sizeof(*view->inner));
	map_reader_begin(&reader, map);
	while (!map_reader_next(&reader, &batch, &ignored) && batch.count) {
		for (size_t i = 0; i < batch.count; i++)
			open_one(map, view, map_view_inner_id(view, &batch, i), btf);
	}
}
