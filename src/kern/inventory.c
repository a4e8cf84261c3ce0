// SPDX-License-Identifier: GPL-2.0-or-later
/* What is loaded, and whether it is healthy. */
#include "kern/inventory.h"

#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "kern/cost.h"
#include "kern/inventory_internal.h"
#include "kern/probe.h"

static void note_vanished(struct inventory *inventory, const char *name)
{
	snprintf(inventory->vanished, sizeof(inventory->vanished), "%s", name);
}

static void add_probe(struct inventory *inventory, const char *name,
		      const char *directory)
{
	struct probe_entry *probe;

	inventory->probes = memory_resize(inventory->probes, inventory->count + 1,
					  sizeof(*inventory->probes));
	probe = &inventory->probes[inventory->count++];
	*probe = (struct probe_entry){0};
	snprintf(probe->name, sizeof(probe->name), "%s", name);
	if (!directory) {
		probe->health = PROBE_FOREIGN;
	} else if (!inventory_read_probe(directory, name, probe)) {
		note_vanished(inventory, name);
		probe_entry_release(probe);
		inventory->count--;
	}
}

/* A directory that is not ours is shown as such, and not looked into. */
static void add_if_there(const struct pins *pins, const char *name,
			 struct inventory *inventory)
{
	struct error ignored AUTO_ERROR = {0};
	char *place AUTO_FREE = pins_path(pins->base, NULL, name);
	char *path AUTO_FREE = NULL;
	bool is_refused = pins_find_probe(pins, name, &path, &ignored);

	if (is_refused && !pins_reading_of(place).inode)
		note_vanished(inventory, name);
	else if (is_refused || path)
		add_probe(inventory, name, path);
}

/* The built-in ones in their own order, then the others by name. */
static int read_all(const struct pins *pins, struct inventory *inventory,
		    struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (pins->is_there && pins_list(pins->base, NULL, &names, error))
		return -1;
	for (const char *const *built_in = probe_names; *built_in; built_in++)
		add_if_there(pins, *built_in, inventory);
	for (size_t i = 0; i < names.count; i++) {
		inventory->leftovers += pins_is_stage(names.names[i]);
		if (probe_name_is_valid(names.names[i]) &&
		    !probe_name_is_built_in(names.names[i]))
			add_if_there(pins, names.names[i], inventory);
	}
	return 0;
}

static int read_named(const struct pins *pins, const char *const *names, size_t count,
		      struct inventory *inventory, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		char *path AUTO_FREE = NULL;

		if (pins_find_probe(pins, names[i], &path, error))
			return error_wrap(error, "cannot list '%s'", names[i]);
		if (!path)
			return probe_not_loaded("list", names[i], error);
		add_probe(inventory, names[i], path);
	}
	return 0;
}

int inventory_read(const struct pins *pins, const char *const *names, size_t count,
		   struct inventory *ret_inventory, struct error *error)
{
	struct inventory inventory = {
		.boot_offset_ns = clock_boot_offset_ns(),
		.is_time_taken = cost_is_time_taken(),
	};

	if (count ? read_named(pins, names, count, &inventory, error) :
		    read_all(pins, &inventory, error)) {
		inventory_release(&inventory);
		return -1;
	}
	*ret_inventory = inventory;
	return 0;
}
