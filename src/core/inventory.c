// SPDX-License-Identifier: GPL-2.0-or-later
/* What is loaded, as plain data. */
#include "core/inventory.h"

#include <stdlib.h>

const struct object_entry *probe_entry_program(const struct probe_entry *probe,
					       const struct link_entry *link)
{
	for (size_t i = 0; i < probe->program_count; i++)
		if (link->program_id && probe->programs[i].id == link->program_id)
			return &probe->programs[i];
	return NULL;
}

uint64_t probe_entry_map_memory(const struct probe_entry *probe)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < probe->map_count; i++)
		sum += probe->maps[i].memory_bytes;
	return sum;
}

uint64_t probe_entry_reader_memory(const struct probe_entry *probe)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < probe->reader_count; i++)
		sum += probe->readers[i].memory_bytes;
	return sum;
}

void probe_entry_release(struct probe_entry *probe)
{
	free(probe->programs);
	free(probe->maps);
	free(probe->links);
	free(probe->readers);
	*probe = (struct probe_entry){0};
}

void inventory_release(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++)
		probe_entry_release(&inventory->probes[i]);
	free(inventory->probes);
	*inventory = (struct inventory){0};
}
