// SPDX-License-Identifier: GPL-2.0-or-later
/* One running `ebpfctl events`: its maps, its place, its ring. */
#include "kern/reader_internal.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/clock.h"
#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/bpf_allowed.h"
#include "kern/privs.h"
#include "kern/probe.h"

#define LEASE_NS (3 * CLOCK_NS_PER_SECOND)
#define WAKE_SHARE 4 /* woken at once when 1/4 of the ring is unread */

#define INITIAL_PIDNS_INO 0xEFFFFFFCul /* PROC_PID_INIT_INO, linux/proc_ns.h */
#define KERNEL_MINOR_BITS 20	       /* dev_t inside the kernel, linux/kdev_t.h */

void reader_renew_lease(struct reader *reader)
{
	__atomic_store_n(&reader->state->lease_end_ns,
			 clock_now_ns(CLOCK_MONOTONIC) + LEASE_NS, __ATOMIC_RELAXED);
}

bool reader_is_in_initial_pidns(void)
{
	struct stat info;

	return !stat("/proc/self/ns/pid", &info) && info.st_ino == INITIAL_PIDNS_INO;
}

static void set_pid_namespace(struct ebpfctl_reader_state *state)
{
	struct stat info;

	if (reader_is_in_initial_pidns() || stat("/proc/self/ns/pid", &info))
		return;
	state->pidns_ino = info.st_ino;
	state->pidns_dev =
		(uint64_t)major(info.st_dev) << KERNEL_MINOR_BITS | minor(info.st_dev);
}

static int map_state(struct reader *reader, const struct reader_wishes *wishes,
		     struct error *error)
{
	void *state = mmap(NULL, sizeof(*reader->state), PROT_READ | PROT_WRITE,
			   MAP_SHARED, reader->maps.state_fd, 0);

	if (state == MAP_FAILED)
		return error_set_errno(error, errno, "cannot map the state of a reader");
	reader->state = state;
	reader->state->pid = (uint32_t)getpid();
	reader->state->wake_bytes = wishes->ring_bytes / WAKE_SHARE;
	reader->state->wants_dir = wishes->wants_dir;
	reader->state->filter = wishes->filter;
	set_pid_namespace(reader->state);
	reader_renew_lease(reader);
	return 0;
}

int reader_watch(struct reader *reader, int fd, uint32_t edge, struct error *error)
{
	struct epoll_event event = {.events = EPOLLIN | edge};

	if (reader->epoll_fd < 0)
		reader->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (reader->epoll_fd < 0 ||
	    epoll_ctl(reader->epoll_fd, EPOLL_CTL_ADD, fd, &event))
		return error_set_errno(error, errno, "cannot wait for events");
	return 0;
}

/*
 * Edge-triggered: only the program's wake-ups end a sleep. Otherwise each record would,
 * and there were no batches.
 */
static int open_ring(struct reader *reader, size_t bytes, struct error *error)
{
	if (ring_open(reader->maps.ring_fd, bytes, &reader->ring, error))
		return -1;
	return reader_watch(reader, reader->maps.ring_fd, EPOLLET, error);
}

static int watch_probe(struct reader *reader, const struct pins *pins,
		       struct error *error)
{
	if (probe_watch_begin(pins, PROBE_OPENS, &reader->watch, error))
		return -1;
	return reader_watch(reader, reader->watch.fd, 0, error);
}

/* Only the object that was made for kernels with BTF has this map. */
static int check_btf(const char *directory, struct error *error)
{
	char *path AUTO_FREE = pins_path(directory, PINS_MAPS, EBPFCTL_DIR_SCRATCH_MAP);
	struct stat info;

	if (!lstat(path, &info))
		return 0;
	return error_set(
		error, ERROR_FAILED,
		"cannot follow the command: opens is loaded without the kernel's BTF");
}

/* A ring can be made with CAP_BPF alone. */
static int check_rights(struct error *error)
{
	if (privs_require(PRIVILEGE_BPF, "read", PROBE_OPENS, error)) {
		error_hint(error, "sudo ebpfctl events");
		return -1;
	}
	if (bpf_allowed_to_load(error))
		return error_wrap(error, "cannot read 'opens'");
	return 0;
}

static int claim_in(struct reader *reader, const struct pins *pins, const char *directory,
		    const struct reader_wishes *wishes, struct error *error)
{
	if (wishes->needs_btf && check_btf(directory, error))
		return -1;
	if (check_rights(error))
		return -1;
	if (slots_open(directory, HANDLE_WRITE, &reader->slots, error) ||
	    slot_maps_create(wishes->ring_bytes, &reader->maps, error) ||
	    map_state(reader, wishes, error) ||
	    open_ring(reader, wishes->ring_bytes, error) ||
	    watch_probe(reader, pins, error))
		return -1;
	return slots_claim(&reader->slots, &reader->maps, wishes->wants_dir,
			   &reader->slot, error);
}

static struct reader *new_reader(void)
{
	struct reader *reader = memory_new(1, sizeof(*reader));

	reader->slots = (struct slots){-1, -1, -1, -1};
	reader->maps = (struct slot_maps){-1, -1, -1, 0};
	reader->watch.fd = -1;
	reader->epoll_fd = -1;
	return reader;
}

int reader_claim(struct pins *pins, const struct reader_wishes *wishes,
		 struct reader **ret_reader, struct error *error)
{
	struct reader *reader AUTO_READER = new_reader();
	char *path AUTO_FREE = NULL;
	struct meta meta;

	if (!pins->is_there)
		return probe_not_loaded("read", PROBE_OPENS, error);
	/* libbpf reads it from a file once: not later, when that would be an event itself
	 */
	if (!map_cpu_count(error))
		return -1;
	if (pins_lock_to_change(pins, error))
		return error_wrap(error, "cannot read 'opens'");
	if (probe_open(pins, "read", PROBE_OPENS, &path, &meta, error) ||
	    claim_in(reader, pins, path, wishes, error)) {
		pins_unlock(pins);
		return -1;
	}
	memcpy(reader->via, meta.via, sizeof(reader->via));
	pins_unlock(pins);
	*ret_reader = reader;
	reader = NULL;
	return 0;
}

void reader_free(struct reader **reader)
{
	if (!*reader)
		return;
	ring_close(&(*reader)->ring);
	cleanup_close(&(*reader)->epoll_fd);
	if ((*reader)->state)
		munmap((*reader)->state, sizeof(*(*reader)->state));
	slots_close(&(*reader)->slots);
	slot_maps_close(&(*reader)->maps);
	probe_watch_end(&(*reader)->watch);
	free(*reader);
	*reader = NULL;
}

int reader_read_books(const struct reader *reader, struct reader_books *ret_books)
{
	return slots_read_books(reader->maps.books_fd, ret_books);
}

const char *reader_via(const struct reader *reader)
{
	return reader->via;
}

uint64_t reader_passed(const struct reader *reader)
{
	return reader->passed;
}
