// SPDX-License-Identifier: GPL-2.0-or-later
/* The group that may read what is loaded. */
#include "kern/pins_group.h"

#include <string.h>
#include <sys/stat.h>

#include "base/account.h"
#include "base/log.h"
#include "base/memory.h"
#include "core/probe_name.h"
#include "ebpfctl_abi.h"
#include "kern/handle.h"

#define MODE_DIRECTORY 0750
#define MODE_MAP 0640

/* The maps that stats prints; none of them has addresses of the kernel or of a user in it. */
static const char *const readable[] = {
	EBPFCTL_COUNTERS_MAP, EBPFCTL_INTERFACES_MAP, EBPFCTL_SIZES_MAP,
	EBPFCTL_COMMS_MAP,    EBPFCTL_OTHERS_MAP,     EBPFCTL_LATENCY_MAP,
};

uint32_t pins_group_of(const char *directory)
{
	struct stat info;

	return !lstat(directory, &info) && info.st_mode & S_IRGRP ? info.st_gid : 0;
}

bool pins_is_for_group(const char *directory, const struct group_wish *wish)
{
	return !wish->is_given || pins_group_of(directory) == wish->gid;
}

static char *group_words(uint32_t gid)
{
	char *name AUTO_FREE = account_group_name(gid);

	return gid ? memory_format("group '%s'", name) : memory_copy_string("root alone");
}

int pins_refuse_group(const char *directory, const char *operand,
		      const struct group_wish *wish, struct error *error)
{
	char *is AUTO_FREE = group_words(pins_group_of(directory));
	char *is_not AUTO_FREE = group_words(wish->gid);
	char *name AUTO_FREE = account_group_name(wish->gid);

	error_set(error, ERROR_FAILED,
		  "cannot load '%s': it is loaded for %s, not for %s", operand, is,
		  is_not);
	error_hint(error, "ebpfctl load %s --group %s --replace", operand, name);
	return -1;
}

int pins_check_one_group(const struct pins *pins, const char *probe, const char *operand,
			 const struct group_wish *wish, struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (!wish->gid || !pins->is_there || pins_list(pins->base, NULL, &names, error))
		return wish->gid && pins->is_there ? -1 : 0;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(pins->base, NULL, names.names[i]);
		uint32_t gid =
			probe_name_is_valid(names.names[i]) ? pins_group_of(path) : 0;
		char *name AUTO_FREE = account_group_name(gid);

		if (!gid || gid == wish->gid || !strcmp(names.names[i], probe))
			continue;
		error_set(
			error, ERROR_FAILED,
			"cannot load '%s': '%s' is loaded for group '%s', and there is one group "
			"for all",
			operand, names.names[i], name);
		error_hint(error, "ebpfctl load %s --group %s", operand, name);
		return -1;
	}
	return 0;
}

/* ---- giving ---- */

/* In this order nobody but root and GID is ever let in. */
static int give(const char *path, uint32_t gid, mode_t mode, struct error *error)
{
	if (lchown(path, 0, gid) || chmod(path, mode))
		return error_set_errno(error, errno, "cannot give '%s' to its group",
				       path);
	return 0;
}

/* systemd mounts it with mode 0700. Others may not list it, but get to what they may read. */
static int open_root(const struct pins *pins, uint32_t gid, struct error *error)
{
	char *name AUTO_FREE = account_group_name(gid);
	struct stat info;
	mode_t mode;

	if (stat(pins->root, &info))
		return error_set_errno(error, errno, "cannot look at '%s'", pins->root);
	mode = info.st_mode & 07777;
	if (mode & S_IXOTH)
		return 0;
	if (chmod(pins->root, mode | S_IXGRP | S_IXOTH))
		return error_set_errno(error, errno, "cannot set the mode of '%s'",
				       pins->root);
	log_warning("others may search '%s' now (its mode was %04o, and is %04o): "
		    "the way to what group '%s' may read",
		    pins->root, mode & 0777, (mode & 0777) | S_IXGRP | S_IXOTH, name);
	return 0;
}

/* What is not there is no error. */
static int give_map(const char *stage, const char *kind, const char *name, uint32_t gid,
		    struct error *error)
{
	char *path AUTO_FREE = pins_path(stage, kind, name);

	return pins_has(stage, kind, name) ? give(path, gid, MODE_MAP, error) : 0;
}

static int grant_maps(const char *stage, uint32_t gid, struct error *error)
{
	for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
		if (give_map(stage, PINS_MAPS, readable[i], gid, error))
			return -1;
	return 0;
}

static int read_type(const char *path, uint32_t *ret_type, struct error *error)
{
	struct bpf_map_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_MAP, HANDLE_READ, &fd, error))
		return -1;
	if (handle_map_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	*ret_type = info.type;
	return 0;
}

static int grant_own_maps(const char *stage, uint32_t gid,
			  bool (*is_readable)(uint32_t map_type), struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (pins_list(stage, PINS_MAPS, &names, error))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(stage, PINS_MAPS, names.names[i]);
		uint32_t type = BPF_MAP_TYPE_UNSPEC;

		if (read_type(path, &type, error) ||
		    (is_readable(type) && give(path, gid, MODE_MAP, error)))
			return -1;
	}
	return give_map(stage, NULL, EBPFCTL_TYPES_MAP, gid, error);
}

static int grant_way(const struct pins *pins, const char *stage, uint32_t gid,
		     struct error *error)
{
	static const char *const kinds[] = {PINS_MAPS, PINS_PROGRAMS, PINS_LINKS};

	if (give_map(stage, NULL, EBPFCTL_META_MAP, gid, error))
		return -1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *directory AUTO_FREE = pins_path(stage, NULL, kinds[i]);

		if (give(directory, gid, MODE_DIRECTORY, error))
			return -1;
	}
	if (give(stage, gid, MODE_DIRECTORY, error) || open_root(pins, gid, error))
		return -1;
	return give(pins->base, gid, MODE_DIRECTORY, error);
}

int pins_grant(const struct pins *pins, const char *stage, uint32_t gid,
	       struct error *error)
{
	if (!gid)
		return 0;
	return grant_maps(stage, gid, error) ? -1 : grant_way(pins, stage, gid, error);
}

int pins_grant_own(const struct pins *pins, const char *stage, uint32_t gid,
		   bool (*is_readable)(uint32_t map_type), struct error *error)
{
	if (!gid)
		return 0;
	return grant_own_maps(stage, gid, is_readable, error) ?
		       -1 :
		       grant_way(pins, stage, gid, error);
}
