// SPDX-License-Identifier: GPL-2.0-or-later
/* Waiting until the kernel has freed what was removed. */
#include "kern/leftovers.h"

#include <stdbool.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"

#define WAIT_NS CLOCK_NS_PER_SECOND
#define PAUSE_NS 2000000

void leftovers_note(struct leftover_ids *ids, enum handle_kind kind, uint32_t id)
{
	ids->ids = memory_resize(ids->ids, ids->count + 1, sizeof(*ids->ids));
	ids->ids[ids->count++] = (struct leftover_id){kind, id};
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
