// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps of own probes as plain data. */
#include "core/map_view.h"

#include <stdlib.h>
#include <string.h>

void map_view_release(struct map_view *view)
{
	for (size_t i = 0; i < view->inner_count; i++)
		map_view_release(&view->inner[i]);
	free(view->inner);
	free(view->name);
	*view = (struct map_view){0};
}

struct value map_batch_key(const struct map_view *view, const struct map_batch *batch,
			   size_t index)
{
	return (struct value){
		.type = view->key,
		.bytes = batch->keys + index * view->key_size,
		.cpu_count = 1,
	};
}

struct value map_batch_value(const struct map_view *view, const struct map_batch *batch,
			     size_t index)
{
	return (struct value){
		.type = view->value,
		.bytes = batch->values + index * view->stride * view->cpu_count,
		.stride = view->stride,
		.cpu_count = view->cpu_count,
	};
}

size_t map_view_frames(const struct map_view *view)
{
	return view->shape == MAP_STACKS && !view->has_build_ids ?
		       view->value_size / sizeof(uint64_t) :
		       0;
}

uint64_t map_view_frame(const struct value *stack, size_t index)
{
	uint64_t address;

	memcpy(&address, stack->bytes + index * sizeof(address), sizeof(address));
	return address;
}

uint32_t map_view_inner_id(const struct map_view *view, const struct map_batch *batch,
			   size_t index)
{
	uint32_t id;

	memcpy(&id, batch->values + index * view->stride, sizeof(id));
	return id;
}

const struct map_view *map_view_inner(const struct map_view *view, uint32_t id)
{
	for (size_t i = 0; i < view->inner_count; i++)
		if (view->inner[i].id == id)
			return &view->inner[i];
	return NULL;
}

void own_view_release(struct own_view *view)
{
	for (size_t i = 0; i < view->count; i++)
		map_view_release(&view->maps[i]);
	free(view->maps);
	symbols_release(&view->symbols);
	types_release(&view->types);
	*view = (struct own_view){0};
}
