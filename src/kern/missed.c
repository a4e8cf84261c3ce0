// SPDX-License-Identifier: GPL-2.0-or-later
/* The calls that the kernel says it skipped the programs of `opens` for. */
#include "kern/missed.h"

#include "base/memory.h"
#include "kern/handle.h"
#include "kern/link.h"
#include "kern/pins.h"

/* A hook that this architecture does not have is not pinned, and has missed nothing. */
static bool open_pin(const char *directory, const char *kind_directory, const char *name,
		     enum handle_kind kind, int *ret_fd)
{
	char *path AUTO_FREE = pins_path(directory, kind_directory, name);
	struct error error AUTO_ERROR = {0};

	*ret_fd = -1;
	return !handle_open(path, kind, HANDLE_READ, ret_fd, &error) ||
	       error.number == ENOENT;
}

/* What is attached are the stubs: the guard against recursion skips those. */
static bool add_program(const char *directory, const struct route_hook *hook,
			uint64_t *missed)
{
	struct bpf_prog_info info;
	int fd AUTO_CLOSE = -1;

	if (!open_pin(directory, PINS_PROGRAMS, hook->stub, HANDLE_PROGRAM, &fd))
		return false;
	if (fd < 0)
		return true;
	if (handle_program_info(fd, &info))
		return false;
	*missed += info.recursion_misses;
	return true;
}

static bool add_link(const char *directory, const struct route_hook *hook,
		     uint64_t *missed)
{
	int fd AUTO_CLOSE = -1;
	uint64_t of_link;

	if (!open_pin(directory, PINS_LINKS, hook->pin, HANDLE_LINK, &fd) || fd < 0 ||
	    link_kprobe_missed(fd, &of_link))
		return false;
	*missed += of_link;
	return true;
}

bool missed_read(const char *directory, const struct route *route, uint64_t *ret_missed)
{
	uint64_t missed = 0;

	for (size_t i = 0; i < ROUTE_HOOKS_MAX && route->hooks[i].stub; i++)
		if (!add_program(directory, &route->hooks[i], &missed) ||
		    (route->links_miss &&
		     !add_link(directory, &route->hooks[i], &missed)))
			return false;
	*ret_missed = missed;
	return true;
}
