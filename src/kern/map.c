// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps. */
#include "kern/map.h"

#include <bpf/libbpf.h>

#include "base/memory.h"
#include "kern/pins.h"

int map_open(const char *directory, const struct map_spec *spec,
	     enum handle_access access, int *ret_fd, struct error *error)
{
	char *path AUTO_FREE = pins_path(directory, PINS_MAPS, spec->name);
	struct bpf_map_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_MAP, access, &fd, error))
		return -1;
	if (handle_map_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	if (info.type != spec->type || info.key_size != spec->key_size ||
	    info.value_size != spec->value_size || info.max_entries != spec->max_entries)
		return error_set(
			error, ERROR_FAILED,
			"cannot use '%s': it is another map than the one of this version",
			path);
	*ret_fd = take_fd(&fd);
	return 0;
}

size_t map_cpu_count(struct error *error)
{
	int count = libbpf_num_possible_cpus();

	if (count > 0)
		return (size_t)count;
	error_set_errno(error, count ? -count : EINVAL, "cannot count the CPUs");
	return 0;
}

int map_read(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem(fd, key, value) ? -1 : 0;
}

int map_read_batch(int fd, const uint32_t *previous, uint32_t *ret_last, void *keys,
		   void *values, uint32_t *count)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options);
	uint32_t from = previous ? *previous : 0;

	if (!bpf_map_lookup_batch(fd, previous ? &from : NULL, ret_last, keys, values,
				  count, &options))
		return 1;
	return errno == ENOENT ? 0 : -1;
}

int map_write(int fd, const void *key, const void *value)
{
	return bpf_map_update_elem(fd, key, value, BPF_ANY) ? -1 : 0;
}
