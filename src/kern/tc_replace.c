// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Classifiers that a replacement goes on with: the filter keeps its place and its handle, and is
 * given another program in one step.
 */
#include <string.h>

#include "base/memory.h"
#include "kern/handle.h"
#include "kern/netns.h"
#include "kern/pins.h"
#include "kern/tc_internal.h"

static bool is_same_place(const struct ebpfctl_tc_filter *left,
			  const struct ebpfctl_tc_filter *right)
{
	return left->netns_ino == right->netns_ino && left->ifindex == right->ifindex &&
	       left->is_egress == right->is_egress && left->priority == right->priority &&
	       tc_handle(left) == tc_handle(right);
}

/* ---- what is kept ---- */

static bool is_program(const char *directory, const char *name, uint32_t id)
{
	char *path AUTO_FREE = pins_path(directory, PINS_PROGRAMS, name);
	struct error ignored AUTO_ERROR = {0};
	uint32_t own_id;

	return !handle_id(path, HANDLE_PROGRAM, &own_id, &ignored) && own_id == id;
}

int tc_keep(const char *replaced, const char *program, const char *stage, size_t row,
	    const struct tc_place *place, uint32_t program_id, bool *ret_is_kept,
	    struct error *error)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	*ret_is_kept = false;
	records = tc_read_records(replaced, &count);
	for (size_t i = 0; i < count; i++) {
		struct ebpfctl_tc_filter *record = &records[i];

		if (record->netns_ino != netif_netns() ||
		    record->ifindex != place->netif->ifindex ||
		    !record->is_egress != !place->is_egress ||
		    !is_program(replaced, program, record->program_id) ||
		    tc_program_here(record) != record->program_id)
			continue;
		record->handle = tc_handle(record);
		record->program_id = program_id;
		*ret_is_kept = true;
		return tc_write_record(stage, row, record, error);
	}
	return 0;
}

bool tc_made_clsact(const char *directory, uint64_t netns_ino, uint32_t ifindex)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	records = tc_read_records(directory, &count);
	for (size_t i = 0; i < count; i++)
		if (records[i].netns_ino == netns_ino && records[i].ifindex == ifindex &&
		    records[i].made_clsact)
			return true;
	return false;
}

/* ---- what runs ---- */

static bool has_written_down(const char *directory,
			     const struct ebpfctl_tc_filter *record, uint32_t program_id)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	records = tc_read_records(directory, &count);
	for (size_t i = 0; i < count; i++)
		if (is_same_place(&records[i], record) &&
		    records[i].program_id == program_id)
			return true;
	return false;
}

bool tc_is_ours(const char *directory, const struct ebpfctl_tc_filter *record,
		uint32_t program_id)
{
	char *base AUTO_FREE = pins_above(directory);
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};

	if (!program_id || pins_list(base, NULL, &names, &ignored))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(base, NULL, names.names[i]);

		if (has_written_down(path, record, program_id))
			return true;
	}
	return false;
}

/* -1 where none of that id is pinned there. */
static int open_program(const char *directory, uint32_t id)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};

	if (pins_list(directory, PINS_PROGRAMS, &names, &ignored))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE =
			pins_path(directory, PINS_PROGRAMS, names.names[i]);
		int fd AUTO_CLOSE = -1;
		struct bpf_prog_info info;

		if (!handle_open(path, HANDLE_PROGRAM, HANDLE_READ, &fd, &ignored) &&
		    !handle_program_info(fd, &info) && info.id == id)
			return take_fd(&fd);
		error_clear(&ignored);
	}
	return -1;
}

static int become_here(const char *directory, const struct ebpfctl_tc_filter *record,
		       struct error *error)
{
	int program AUTO_CLOSE = -1;
	uint32_t now;
	int result = tc_find_program_here(record, &now);

	if (result)
		return error_set_errno(error, -result,
				       "cannot ask for the filter of '%s'",
				       record->ifname);
	if (now == record->program_id || !tc_is_ours(directory, record, now))
		return 0;
	program = open_program(directory, record->program_id);
	if (program < 0)
		return 0;
	TC_HOOK(hook, record);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = program, .flags = BPF_TC_F_REPLACE,
		    .handle = tc_handle(record), .priority = record->priority);
	result = bpf_tc_attach(&hook, &options);
	return result ?
		       error_set_errno(error, -result, "cannot update the filter of '%s'",
				       record->ifname) :
		       0;
}

int tc_become(const char *directory, struct error *error)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;
	int failed = 0;

	if (!pins_has(directory, NULL, EBPFCTL_FILTERS_MAP))
		return 0;
	records = tc_read_records(directory, &count);
	for (size_t i = 0; i < count && !failed; i++) {
		int back;

		if (netns_enter(records[i].netns_ino, &back) < 0)
			continue; /* it has ended, with its filters */
		failed = become_here(directory, &records[i], error);
		netns_leave(back);
	}
	return failed;
}
