// SPDX-License-Identifier: GPL-2.0-or-later
/* The places for readers in `opens`. */
#include "kern/slots.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "kern/cost.h"
#include "kern/opens.h"
#include "kern/rcu.h"

int slots_open(const char *directory, enum handle_access access, struct slots *ret_slots,
	       struct error *error)
{
	struct slots slots AUTO_SLOTS = {-1, -1, -1, -1};

	if (map_open(directory, &opens_active_spec, access, &slots.active_fd, error) ||
	    map_open(directory, &opens_rings_spec, access, &slots.rings_fd, error) ||
	    map_open(directory, &opens_states_spec, access, &slots.states_fd, error) ||
	    map_open(directory, &opens_books_spec, access, &slots.books_fd, error))
		return -1;
	*ret_slots = slots;
	slots = (struct slots){-1, -1, -1, -1};
	return 0;
}

void slots_close(struct slots *slots)
{
	cleanup_close(&slots->active_fd);
	cleanup_close(&slots->rings_fd);
	cleanup_close(&slots->states_fd);
	cleanup_close(&slots->books_fd);
	*slots = (struct slots){-1, -1, -1, -1};
}

int slot_maps_create(uint32_t ring_bytes, struct slot_maps *ret_maps, struct error *error)
{
	LIBBPF_OPTS(bpf_map_create_opts, mmapable, .map_flags = BPF_F_MMAPABLE);
	struct bpf_map_info info;
	struct slot_maps maps CLEANUP(slot_maps_close) = {
		.ring_fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, ring_bytes,
					  NULL),
		.state_fd =
			bpf_map_create(BPF_MAP_TYPE_ARRAY, "state", sizeof(__u32),
				       sizeof(struct ebpfctl_reader_state), 1, &mmapable),
		.books_fd =
			bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "books", sizeof(__u32),
				       sizeof(struct ebpfctl_reader_books), 1, NULL),
	};

	if (maps.ring_fd < 0 || maps.state_fd < 0 || maps.books_fd < 0 ||
	    handle_map_info(maps.state_fd, &info))
		return error_set_errno(error, errno, "cannot make the maps of a reader");
	maps.state_id = info.id;
	*ret_maps = maps;
	maps = (struct slot_maps){-1, -1, -1, 0};
	return 0;
}

void slot_maps_close(struct slot_maps *maps)
{
	cleanup_close(&maps->ring_fd);
	cleanup_close(&maps->state_fd);
	cleanup_close(&maps->books_fd);
	*maps = (struct slot_maps){-1, -1, -1, 0};
}

/* A look-up in a map of maps gives the id of what is in the place: *ret_id is 0 for nothing.
 * -1 with errno where the kernel does not tell. */
static int read_id(int outer_fd, uint32_t slot, uint32_t *ret_id)
{
	*ret_id = 0;
	return map_read(outer_fd, &slot, ret_id) && errno != ENOENT ? -1 : 0;
}

static uint32_t id_in(int outer_fd, uint32_t slot)
{
	uint32_t id;

	return read_id(outer_fd, slot, &id) ? 0 : id;
}

bool slots_is_owner(const struct slots *slots, uint32_t slot, uint32_t state_id)
{
	uint32_t id = 0;

	/* without rights, a kernel before 5.19 tells nothing */
	if (map_read(slots->states_fd, &slot, &id))
		return errno != ENOENT;
	return id == state_id;
}

static bool read_state(const struct slots *slots, uint32_t slot,
		       struct ebpfctl_reader_state *ret_state)
{
	uint32_t id = id_in(slots->states_fd, slot), key = 0;
	int fd AUTO_CLOSE = id ? bpf_map_get_fd_by_id(id) : -1;
	struct bpf_map_info info;

	return fd >= 0 && !handle_map_info(fd, &info) &&
	       info.value_size == sizeof(*ret_state) && !map_read(fd, &key, ret_state);
}

static bool is_lease_over(const struct ebpfctl_reader_state *state)
{
	return state->lease_end_ns < clock_now_ns(CLOCK_MONOTONIC);
}

static uint32_t with_bit(uint32_t bits, uint32_t slot, bool is_set)
{
	return is_set ? bits | 1u << slot : bits & ~(1u << slot);
}

static int set_active(const struct slots *slots, uint32_t slot, bool is_active,
		      bool wants_dir)
{
	struct ebpfctl_active active;
	uint32_t key = 0;

	if (map_read(slots->active_fd, &key, &active))
		return -1;
	active.readers = with_bit(active.readers, slot, is_active);
	active.wants_dir = with_bit(active.wants_dir, slot, wants_dir);
	return map_write(slots->active_fd, &key, &active);
}

/* What is to stand in a place of one of the maps of maps. */
struct change {
	int outer_fd;
	uint32_t slot;
	int inner_fd; /* -1 for nothing */
	int error;    /* errno */
};

static void *make_change(void *context)
{
	struct change *change = context;
	int failed =
		change->inner_fd < 0 ?
			bpf_map_delete_elem(change->outer_fd, &change->slot) :
			map_write(change->outer_fd, &change->slot, &change->inner_fd);

	change->error = failed ? errno : 0;
	return NULL;
}

#define CHANGES 3

/*
 * Each change waits for an RCU period (maybe_wait_bpf_programs, kernel/bpf/syscall.c), some
 * 20 ms: side by side they wait for the same one. Then no program is at work on what was
 * there. 0, or the errno of one that failed.
 */
static int change_slot(const struct slots *slots, uint32_t slot,
		       const struct slot_maps *maps)
{
	struct change changes[CHANGES] = {
		{slots->states_fd, slot, maps->state_fd, 0},
		{slots->books_fd, slot, maps->books_fd, 0},
		{slots->rings_fd, slot, maps->ring_fd, 0},
	};
	pthread_t threads[CHANGES];
	bool is_running[CHANGES];
	int error = 0;

	for (size_t i = 0; i < CHANGES; i++)
		is_running[i] =
			i + 1 < CHANGES &&
			!pthread_create(&threads[i], NULL, make_change, &changes[i]);
	for (size_t i = CHANGES; i-- > 0;) { /* the last one is ours */
		if (is_running[i])
			pthread_join(threads[i], NULL);
		else
			make_change(&changes[i]);
		if (changes[i].error)
			error = changes[i].error;
	}
	return error;
}

static void empty_slot(const struct slots *slots, uint32_t slot)
{
	static const struct slot_maps nothing = {-1, -1, -1, 0};

	set_active(slots, slot, false, false);
	change_slot(slots, slot, &nothing);
}

static int find_place(const struct slots *slots, uint32_t *ret_slot, struct error *error)
{
	struct strbuf readers AUTO_STRBUF = {0};
	struct ebpfctl_reader_state state;

	for (uint32_t slot = 0; slot < EBPFCTL_READERS_MAX; slot++) {
		uint32_t id;

		*ret_slot = slot;
		if (read_id(slots->states_fd, slot, &id))
			return error_set_errno(
				error, errno,
				"cannot read 'opens': cannot look at place %u", slot);
		if (!id)
			return 0;
		if (!read_state(slots, slot, &state))
			continue;
		if (is_lease_over(&state)) {
			empty_slot(slots, slot);
			return 0;
		}
		strbuf_add_format(&readers, "%s%u", readers.length ? ", " : "",
				  state.pid);
	}
	return error_set(error, ERROR_FAILED,
			 "cannot read 'opens': all %d places are taken, by processes %s",
			 EBPFCTL_READERS_MAX, strbuf_text(&readers));
}

int slots_claim(const struct slots *slots, const struct slot_maps *maps, bool wants_dir,
		uint32_t *ret_slot, struct error *error)
{
	uint32_t slot;
	int failed;

	if (find_place(slots, &slot, error))
		return -1;
	failed = change_slot(slots, slot, maps);
	if (!failed && set_active(slots, slot, true, wants_dir))
		failed = errno;
	if (failed) {
		error_set_errno(error, failed,
				"cannot read 'opens': cannot take place %u", slot);
		empty_slot(slots, slot);
		return -1;
	}
	*ret_slot = slot;
	return 0;
}

void slots_release(const struct slots *slots, uint32_t slot, uint32_t state_id)
{
	if (slots_is_owner(slots, slot, state_id))
		empty_slot(slots, slot);
}

int slots_read_books(int books_fd, struct reader_books *ret_books)
{
	struct error ignored AUTO_ERROR = {0};
	size_t cpu_count = map_cpu_count(&ignored);
	struct ebpfctl_reader_books *per_cpu AUTO_FREE =
		memory_new(cpu_count, sizeof(*per_cpu));
	uint32_t key = 0;

	if (!cpu_count || map_read(books_fd, &key, per_cpu))
		return -1;
	books_sum_cpus(per_cpu, cpu_count, ret_books);
	return 0;
}

/* The pages of a ring that hold the two positions: consumer first, then producer. */
static uint64_t ring_lag(int ring_fd)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile unsigned long *positions =
		mmap(NULL, 2 * page, PROT_READ, MAP_SHARED, ring_fd, 0);
	uint64_t lag;

	if (positions == MAP_FAILED)
		return 0;
	lag = positions[page / sizeof(*positions)] - positions[0];
	munmap((void *)(uintptr_t)positions, 2 * page);
	return lag;
}

static uint64_t state_memory(const struct slots *slots, uint32_t slot)
{
	uint32_t id = id_in(slots->states_fd, slot);
	int state AUTO_CLOSE = id ? bpf_map_get_fd_by_id(id) : -1;

	return state < 0 ? 0 : cost_map_memory(state);
}

static bool list_slot(const struct slots *slots, uint32_t slot,
		      struct reader_entry *ret_reader)
{
	uint32_t books_id = id_in(slots->books_fd, slot),
		 ring_id = id_in(slots->rings_fd, slot);
	int books AUTO_CLOSE = books_id ? bpf_map_get_fd_by_id(books_id) : -1;
	int ring AUTO_CLOSE = ring_id ? bpf_map_get_fd_by_id(ring_id) : -1;
	struct ebpfctl_reader_state state;
	struct bpf_map_info info;

	if (!read_state(slots, slot, &state) || is_lease_over(&state) || books < 0 ||
	    ring < 0 || handle_map_info(books, &info) ||
	    info.value_size != sizeof(struct ebpfctl_reader_books) ||
	    slots_read_books(books, &ret_reader->books))
		return false;
	ret_reader->pid = state.pid;
	ret_reader->lag_bytes = ring_lag(ring);
	ret_reader->memory_bytes = cost_map_memory(books) + cost_map_memory(ring) +
				   state_memory(slots, slot);
	return true;
}

/* A slot that no reader is at is not looked into: before 6.8 each look-up in a map of maps
 * waits for an RCU period. */
int slots_list(const struct slots *slots, struct probe_entry *probe, struct error *error)
{
	struct ebpfctl_active active = {0};
	uint32_t key = 0;

	probe->readers = memory_new(EBPFCTL_READERS_MAX, sizeof(*probe->readers));
	if (map_read(slots->active_fd, &key, &active))
		return error_set_errno(error, errno, "cannot read the map '%s'",
				       EBPFCTL_ACTIVE_MAP);
	for (uint32_t slot = 0; slot < EBPFCTL_READERS_MAX; slot++)
		if (active.readers & 1u << slot)
			probe->reader_count += list_slot(
				slots, slot, &probe->readers[probe->reader_count]);
	return 0;
}
