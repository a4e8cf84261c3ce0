// SPDX-License-Identifier: GPL-2.0-or-later
/* What is loaded, as plain data. */
#include "core/inventory.h"

#include <stdlib.h>

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
