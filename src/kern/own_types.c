// SPDX-License-Identifier: GPL-2.0-or-later
/* The types of an own probe that a group may read. */
#include "kern/own_types.h"

#include <string.h>

#include "base/memory.h"
#include "ebpfctl_abi.h"
#include "kern/handle.h"
#include "kern/map.h"
#include "kern/pins.h"
#include "kern/record_types.h"

#define SIZE_MAX_READ (64u << 20) /* four times as large as a file may be */

static uint32_t btf_id_of(const struct bpf_object *object)
{
	struct bpf_btf_info info = {0};
	__u32 size = sizeof(info);
	int fd = bpf_object__btf_fd(object);

	return fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size) ? info.id : 0;
}

static int pin(const char *stage, const struct ebpfctl_types *types, size_t size,
	       struct error *error)
{
	char *path AUTO_FREE = pins_path(stage, NULL, EBPFCTL_TYPES_MAP);
	int fd AUTO_CLOSE = bpf_map_create(BPF_MAP_TYPE_ARRAY, EBPFCTL_TYPES_MAP,
					   sizeof(__u32), (__u32)size, 1, NULL);
	__u32 key = 0;

	if (fd < 0 || map_write(fd, &key, types) || bpf_map_freeze(fd))
		return error_set_errno(error, errno, "cannot make the map '%s'",
				       EBPFCTL_TYPES_MAP);
	return pins_pin(fd, path, error);
}

int own_types_pin(const struct bpf_object *object, const char *stage, struct error *error)
{
	struct btf *btf = bpf_object__btf(object);
	struct ebpfctl_types *types AUTO_FREE = NULL;
	const void *bytes;
	uint32_t size;

	bytes = btf ? btf__raw_data(btf, &size) : NULL;
	if (!bytes)
		return 0;
	types = memory_new(1, sizeof(*types) + size);
	*types = (struct ebpfctl_types){.btf_id = btf_id_of(object), .size = size};
	memcpy(types + 1, bytes, size);
	return pin(stage, types, sizeof(*types) + size, error);
}

/* NULL where there is none, or what is there is not ours. */
static struct ebpfctl_types *read_pinned(const char *directory)
{
	char *path AUTO_FREE = pins_path(directory, NULL, EBPFCTL_TYPES_MAP);
	struct ebpfctl_types *types AUTO_FREE = NULL, *taken;
	struct error ignored AUTO_ERROR = {0};
	struct bpf_map_info info;
	int fd AUTO_CLOSE = -1;
	__u32 key = 0;

	if (handle_open(path, HANDLE_MAP, HANDLE_READ, &fd, &ignored) ||
	    handle_map_info(fd, &info) || info.type != BPF_MAP_TYPE_ARRAY ||
	    info.key_size != sizeof(key) || info.value_size <= sizeof(*types) ||
	    info.value_size > SIZE_MAX_READ)
		return NULL;
	types = memory_new(1, info.value_size + sizeof(__u64));
	if (map_read(fd, &key, types) || types->size > info.value_size - sizeof(*types))
		return NULL;
	taken = types;
	types = NULL;
	return taken;
}

void own_types_open(const char *directory, struct types *types,
		    struct btf_types *ret_types)
{
	struct ebpfctl_types *pinned AUTO_FREE = NULL;

	btf_types_open(programs_btf_id(directory), types, ret_types);
	if (ret_types->btf)
		return;
	pinned = read_pinned(directory);
	if (pinned)
		btf_types_take(btf__new(pinned + 1, pinned->size), pinned->btf_id, types,
			       ret_types);
}
