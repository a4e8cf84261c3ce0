// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading for a moment, into a bpffs that no path leads to. */
#include "kern/rehearsal.h"

#include <string.h>

#include "base/memory.h"
#include "base/parse.h"
#include "core/probe_name.h"
#include "kern/detached_mount.h"
#include "kern/handle.h"
#include "kern/probe.h"

#define MEMLOCK_KEY "memlock:\t" /* bpf_map_show_fdinfo, kernel/bpf/syscall.c */

int rehearsal_begin(struct rehearsal *ret_rehearsal, struct error *error)
{
	struct rehearsal rehearsal AUTO_REHEARSAL = {.mount = -1, .pins.lock_fd = -1};
	char *root AUTO_FREE = NULL;

	rehearsal.mount = detached_mount_open_writable("bpf");
	if (rehearsal.mount < 0)
		return error_set_errno(error, errno, "cannot mount a bpffs to try it in");
	root = memory_format("/proc/self/fd/%d", rehearsal.mount);
	if (pins_open(root, &rehearsal.pins, error) ||
	    pins_lock_to_create(&rehearsal.pins, error))
		return -1;
	*ret_rehearsal = rehearsal;
	rehearsal = (struct rehearsal){.mount = -1, .pins.lock_fd = -1};
	return 0;
}

void rehearsal_end(struct rehearsal *rehearsal)
{
	pins_close(&rehearsal->pins);
	cleanup_close(&rehearsal->mount);
	rehearsal->mount = -1;
}

/* What the kernel charges for an open map; 0 where it does not say. */
static uint64_t memory_of(int fd)
{
	char *path AUTO_FREE = memory_format("/proc/self/fdinfo/%d", fd);
	FILE *file AUTO_FCLOSE = fopen(path, "re");
	uint64_t bytes = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file)) {
		const char *at = line + strlen(MEMLOCK_KEY);

		if (!strncmp(line, MEMLOCK_KEY, strlen(MEMLOCK_KEY)))
			parse_digits(&at, 10, &bytes);
	}
	return bytes;
}

static uint64_t memory_of_maps(const struct rehearsal *rehearsal, const char *probe)
{
	char *directory AUTO_FREE = pins_path(rehearsal->pins.base, NULL, probe);
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};
	uint64_t bytes = 0;

	if (pins_list(directory, PINS_MAPS, &names, &ignored))
		return 0;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(directory, PINS_MAPS, names.names[i]);
		int fd AUTO_CLOSE = -1;

		if (!handle_open(path, HANDLE_MAP, HANDLE_READ, &fd, &ignored))
			bytes += memory_of(fd);
	}
	return bytes;
}

static int finish(struct rehearsal *rehearsal, const char *probe, uint64_t *ret_bytes,
		  struct error *error)
{
	if (ret_bytes)
		*ret_bytes = memory_of_maps(rehearsal, probe);
	return probe_unload(&rehearsal->pins, probe, error);
}

int rehearsal_of_opens(struct rehearsal *rehearsal, const struct route *route,
		       uint64_t *ret_bytes, struct error *error)
{
	if (opens_load_by(&rehearsal->pins, route, error))
		return -1;
	return finish(rehearsal, PROBE_OPENS, ret_bytes, error);
}

int rehearsal_of_packets(struct rehearsal *rehearsal, const struct packets_plan *plan,
			 uint64_t *ret_bytes, struct error *error)
{
	struct load_report report CLEANUP(load_report_release) = {0};
	struct load_result *result = load_report_add(&report, PROBE_PACKETS);

	if (packets_load(&rehearsal->pins, plan, result, error))
		return -1;
	return finish(rehearsal, PROBE_PACKETS, ret_bytes, error);
}
