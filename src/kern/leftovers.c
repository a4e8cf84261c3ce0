// SPDX-License-Identifier: GPL-2.0-or-later
/* Waiting until the kernel has freed what was removed. */
#include "kern/leftovers.h"

#include <stdbool.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "kern/pins.h"

#define WAIT_NS CLOCK_NS_PER_SECOND
#define PAUSE_NS 2000000

static uint32_t id_of(int fd, enum handle_kind kind)
{
	struct bpf_prog_info program;
	struct bpf_map_info map;

	if (kind == HANDLE_PROGRAM)
		return handle_program_info(fd, &program) ? 0 : program.id;
	return handle_map_info(fd, &map) ? 0 : map.id;
}

static void note(struct leftover_ids *ids, enum handle_kind kind, uint32_t id)
{
	if (!id)
		return;
	ids->ids = memory_resize(ids->ids, ids->count + 1, sizeof(*ids->ids));
	ids->ids[ids->count++] = (struct leftover_id){kind, id};
}

void leftovers_note(const char *directory, const char *kind, enum handle_kind handle,
		    struct leftover_ids *ids)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	if (pins_list(directory, kind, &names, &error))
		return;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(directory, kind, names.names[i]);
		int fd AUTO_CLOSE = -1;

		if (!handle_open(path, handle, HANDLE_READ, &fd, &error))
			note(ids, handle, id_of(fd, handle));
	}
}

/* By walking the ids: opening it by its id would keep it. */
static bool is_there(const struct leftover_id *one)
{
	uint32_t next = 0;
	int failed = one->kind == HANDLE_PROGRAM ?
			     bpf_prog_get_next_id(one->id - 1, &next) :
			     bpf_map_get_next_id(one->id - 1, &next);

	return !failed && next == one->id;
}

void leftovers_wait(const struct leftover_ids *ids)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	uint64_t end = clock_now_ns(CLOCK_MONOTONIC) + WAIT_NS;

	for (size_t i = 0; i < ids->count; i++)
		while (is_there(&ids->ids[i]) && clock_now_ns(CLOCK_MONOTONIC) < end)
			nanosleep(&pause, NULL);
}

void leftovers_release(struct leftover_ids *ids)
{
	free(ids->ids);
	*ids = (struct leftover_ids){0};
}
