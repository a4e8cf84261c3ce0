// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Classifiers that a replacement goes on with: the filter keeps its place and its handle, and is
 * given another program in one step.
 */
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "kern/handle.h"
#include "kern/netns.h"
#include "kern/pins.h"
#include "kern/tc_internal.h"

static int cannot_ask(const struct ebpfctl_tc_filter *record, int number,
		      struct error *error)
{
	return error_set_errno(error, number, "cannot ask for the filter of '%s'",
			       record->ifname);
}

static bool is_same_place(const struct ebpfctl_tc_filter *left,
			  const struct ebpfctl_tc_filter *right)
{
	return left->netns_ino == right->netns_ino && left->ifindex == right->ifindex &&
	       left->is_egress == right->is_egress && left->priority == right->priority &&
	       tc_handle(left) == tc_handle(right);
}

/* ---- what is kept ---- */

/* Whether the program NAME of DIRECTORY is at the place of RECORD, in this network namespace. */
static int has_program(const char *directory, const char *name,
		       const struct ebpfctl_tc_filter *record, bool *ret_has,
		       struct error *error)
{
	char *path AUTO_FREE = pins_path(directory, PINS_PROGRAMS, name);
	uint32_t id, now;
	int result;

	*ret_has = false;
	if (handle_id(path, HANDLE_PROGRAM, &id, error)) {
		if (error->number != ENOENT)
			return -1;
		error_clear(error);
		return 0;
	}
	result = tc_find_program_here(record, &now);
	if (result)
		return cannot_ask(record, -result, error);
	*ret_has = id == record->program_id && id == now;
	return 0;
}

int tc_keep(const char *replaced, const char *program, const char *stage, size_t row,
	    const struct tc_place *place, uint32_t program_id, bool *ret_is_kept,
	    struct error *error)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	*ret_is_kept = false;
	if (tc_read_records(replaced, &records, &count, error))
		return -1;
	for (size_t i = 0; i < count && !*ret_is_kept; i++) {
		struct ebpfctl_tc_filter *record = &records[i];

		if (record->netns_ino != netif_netns() ||
		    record->ifindex != place->netif->ifindex ||
		    !record->is_egress != !place->is_egress)
			continue;
		if (has_program(replaced, program, record, ret_is_kept, error))
			return -1;
		if (!*ret_is_kept)
			continue;
		record->handle = tc_handle(record);
		record->program_id = program_id;
		if (tc_write_record(stage, row, record, error))
			return -1;
	}
	return 0;
}

int tc_made_clsact(const char *directory, uint64_t netns_ino, uint32_t ifindex,
		   bool *ret_made, struct error *error)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	*ret_made = false;
	if (tc_read_records(directory, &records, &count, error))
		return -1;
	for (size_t i = 0; i < count; i++)
		*ret_made = *ret_made ||
			    (records[i].netns_ino == netns_ino &&
			     records[i].ifindex == ifindex && records[i].made_clsact);
	return 0;
}

/* ---- what runs ---- */

static int has_written_down(const char *directory, const struct ebpfctl_tc_filter *record,
			    uint32_t program_id, bool *ret_has, struct error *error)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	if (tc_read_records(directory, &records, &count, error))
		return -1;
	for (size_t i = 0; i < count; i++)
		*ret_has = *ret_has || (is_same_place(&records[i], record) &&
					records[i].program_id == program_id);
	return 0;
}

/* What cannot be asked counts as one: opening what is in it will say why. */
static bool is_directory(const char *path)
{
	struct stat info;

	return lstat(path, &info) || S_ISDIR(info.st_mode);
}

int tc_is_ours(const char *directory, const struct ebpfctl_tc_filter *record,
	       uint32_t program_id, bool *ret_is_ours, struct error *error)
{
	char *base AUTO_FREE = pins_above(directory);
	struct pin_names names AUTO_PIN_NAMES = {0};

	*ret_is_ours = false;
	if (!program_id)
		return 0;
	if (pins_list(base, NULL, &names, error))
		return -1;
	for (size_t i = 0; i < names.count && !*ret_is_ours; i++) {
		char *path AUTO_FREE = pins_path(base, NULL, names.names[i]);

		if (is_directory(path) &&
		    has_written_down(path, record, program_id, ret_is_ours, error))
			return -1;
	}
	return 0;
}

/* *ret_fd is -1 where none of that id is pinned there. */
static int open_program(const char *directory, uint32_t id, int *ret_fd,
			struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (pins_list(directory, PINS_PROGRAMS, &names, error))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE =
			pins_path(directory, PINS_PROGRAMS, names.names[i]);
		int fd AUTO_CLOSE = -1;
		struct bpf_prog_info info;

		if (handle_open(path, HANDLE_PROGRAM, HANDLE_READ, &fd, error)) {
			if (error->number)
				return -1;
			error_clear(error); /* of another kind: not ours */
			continue;
		}
		if (handle_program_info(fd, &info))
			return error_set_errno(error, errno, "cannot ask about '%s'",
					       path);
		if (info.id == id) {
			*ret_fd = take_fd(&fd);
			return 0;
		}
	}
	return 0;
}

static int become_here(const char *directory, const struct ebpfctl_tc_filter *record,
		       struct error *error)
{
	int program AUTO_CLOSE = -1;
	bool is_ours;
	uint32_t now;
	int result = tc_find_program_here(record, &now);

	if (result)
		return cannot_ask(record, -result, error);
	if (now == record->program_id)
		return 0;
	if (tc_is_ours(directory, record, now, &is_ours, error))
		return -1;
	if (!is_ours)
		return 0;
	if (open_program(directory, record->program_id, &program, error))
		return -1;
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

static int become(const char *directory, const struct ebpfctl_tc_filter *record,
		  struct error *error)
{
	int back, failed;

	if (netns_enter(record->netns_ino, &back)) /* ended, with its filters */
		return errno == ENOENT ? 0 : cannot_ask(record, errno, error);
	failed = become_here(directory, record, error);
	netns_leave(back);
	return failed;
}

int tc_become(const char *directory, struct error *error)
{
	struct ebpfctl_tc_filter *records AUTO_FREE = NULL;
	size_t count;

	if (tc_read_records(directory, &records, &count, error))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (become(directory, &records[i], error))
			return -1;
	return 0;
}
