// SPDX-License-Identifier: GPL-2.0-or-later
/* Telling what is ours from what others have put beside it. */
#include "kern/foreign.h"

#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/handle.h"
#include "kern/object.h"
#include "kern/probe.h"

struct search {
	const char *directory;
	struct bpf_object *object; /* of the build that is loaded; NULL for another one */
	uint32_t *program_ids;	   /* pinned in progs/ */
	size_t program_count;
};

static int refuse(const char *path, struct error *error)
{
	error_set(error, ERROR_FAILED, "'%s' is not of ebpfctl", path);
	error_hint(error, "move it out of there, with mv, or remove it with rm");
	return -1;
}

static bool is_our_map(const struct search *search, const char *name, int fd)
{
	struct bpf_map_info info;

	return !search->object || handle_map_info(fd, &info) ||
	       object_has_map(search->object, name, &info);
}

static bool is_our_program(struct search *search, int fd)
{
	struct bpf_prog_info info;

	if (handle_program_info(fd, &info))
		return true;
	search->program_ids =
		memory_resize(search->program_ids, search->program_count + 1,
			      sizeof(*search->program_ids));
	search->program_ids[search->program_count++] = info.id;
	return !search->object || object_has_program(search->object, info.name);
}

static bool is_our_link(const struct search *search, int fd)
{
	struct bpf_link_info info;

	if (handle_link_info(fd, &info) || !search->program_count)
		return true;
	/* what it was attached to is gone, and so it could not be given the program of a
	 * replacement */
	if ((info.type == BPF_LINK_TYPE_XDP && !info.xdp.ifindex) ||
	    (info.type == BPF_LINK_TYPE_CGROUP && !info.cgroup.cgroup_id) ||
	    (info.type == BPF_LINK_TYPE_NETNS && !info.netns.netns_ino))
		return true;
	for (size_t i = 0; i < search->program_count; i++)
		if (search->program_ids[i] == info.prog_id)
			return true;
	return false;
}

/* Whether what is pinned at PATH is of KIND, and ours; with what it is asked by. */
static bool is_ours(struct search *search, const char *path, const char *name,
		    enum handle_kind kind)
{
	struct error error AUTO_ERROR = {0};
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, kind, HANDLE_READ, &fd, &error))
		return error.number != 0; /* could not be opened, or is none */
	switch (kind) {
	case HANDLE_MAP:
		return is_our_map(search, name, fd);
	case HANDLE_PROGRAM:
		return is_our_program(search, fd);
	default:
		return is_our_link(search, fd);
	}
}

/* By a hard link: unlinking ours would not detach it. */
static int check_names(const char *path, struct error *error)
{
	struct stat info;

	if (lstat(path, &info) || info.st_nlink < 2)
		return 0;
	error_set(error, ERROR_FAILED,
		  "'%s' has a second name, by which it would stay attached", path);
	error_hint(error, "remove the other one: find -L /sys/fs/bpf -samefile %s", path);
	return -1;
}

static int check_pins(struct search *search, const char *kind, enum handle_kind handle,
		      struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (pins_list(search->directory, kind, &names, error))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(search->directory, kind, names.names[i]);

		if (!is_ours(search, path, names.names[i], handle))
			return refuse(path, error);
		if (handle == HANDLE_LINK && check_names(path, error))
			return -1;
	}
	return 0;
}

static int check_top(struct search *search, struct error *error)
{
	static const char *const ours[] = {PINS_LINKS,		PINS_MAPS,
					   EBPFCTL_META_MAP,	PINS_PROGRAMS,
					   EBPFCTL_FILTERS_MAP, EBPFCTL_TYPES_MAP};
	char *meta AUTO_FREE = pins_path(search->directory, NULL, EBPFCTL_META_MAP);
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error later AUTO_ERROR = {0};
	struct meta ignored;

	if (pins_list(search->directory, NULL, &names, error))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(search->directory, NULL, names.names[i]);
		bool is_ours = false;

		for (size_t j = 0; j < sizeof(ours) / sizeof(ours[0]); j++)
			is_ours |= !strcmp(names.names[i], ours[j]);
		if (!is_ours)
			return refuse(path, error);
	}
	if (probe_read_meta(search->directory, &ignored, &later) && !later.number)
		return refuse(meta, error);
	return 0;
}

/* Only of its own build this one knows all names and sizes. */
static void open_object(struct search *search, const char *probe)
{
	const char *name = strcmp(probe, PROBE_OPENS) ? EBPFCTL_PACKETS_OBJECT :
							EBPFCTL_OPENS_BTF_OBJECT;
	struct error ignored AUTO_ERROR = {0};
	struct meta meta;

	if (probe_name_is_built_in(probe) &&
	    !probe_read_meta(search->directory, &meta, &ignored) &&
	    probe_is_this_build(&meta, probe))
		object_open(name, &search->object, &ignored);
}

static void search_release(struct search *search)
{
	object_close(&search->object);
	free(search->program_ids);
}

int foreign_check(const char *directory, const char *probe, struct error *error)
{
	struct search search CLEANUP(search_release) = {.directory = directory};

	open_object(&search, probe);
	if (check_top(&search, error) ||
	    check_pins(&search, PINS_MAPS, HANDLE_MAP, error) ||
	    check_pins(&search, PINS_PROGRAMS, HANDLE_PROGRAM, error))
		return -1;
	return check_pins(&search, PINS_LINKS, HANDLE_LINK, error);
}
