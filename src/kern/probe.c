// SPDX-License-Identifier: GPL-2.0-or-later
/* What all probes have in common. */
#include "kern/probe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "kern/builtin_objects.h"
#include "kern/foreign.h"
#include "kern/handle.h"
#include "kern/rcu.h"
#include "kern/running.h"

#define META_SIZE_MAX 4096 /* of any version: larger is not a meta map */

/* The user who logged in, whom sudo does not hide; ~0 when nobody did. */
static uint32_t login_uid(void)
{
	FILE *file AUTO_FCLOSE = fopen("/proc/self/loginuid", "re");
	uint32_t uid;

	return file && fscanf(file, "%" SCNu32, &uid) == 1 ? uid : UINT32_MAX;
}

static uint64_t new_load_id(void)
{
	uint64_t id = 0;

	while (!id)
		if (getrandom(&id, sizeof(id), 0) != sizeof(id))
			id = clock_now_ns(CLOCK_REALTIME);
	return id;
}

static struct meta new_meta(const char *via, const struct meta *replaced)
{
	struct meta meta = {
		.abi_version = EBPFCTL_ABI_VERSION,
		.load_id = replaced ? replaced->load_id : new_load_id(),
		.loaded_ns =
			replaced ? replaced->loaded_ns : clock_now_ns(CLOCK_BOOTTIME),
		.login_uid = login_uid(),
	};

	snprintf(meta.version, sizeof(meta.version), "%s", PACKAGE_VERSION);
	snprintf(meta.via, sizeof(meta.via), "%s", via ? via : "");
	return meta;
}

static int pin_meta(const char *stage, const struct meta *meta, struct error *error)
{
	char *path AUTO_FREE = pins_path(stage, NULL, EBPFCTL_META_MAP);
	int fd AUTO_CLOSE =
		bpf_map_create(BPF_MAP_TYPE_ARRAY, EBPFCTL_META_MAP, sizeof(__u32),
			       sizeof(struct ebpfctl_meta), 1, NULL);
	struct ebpfctl_meta raw;
	__u32 key = 0;

	meta_encode(meta, &raw);
	if (fd < 0 || bpf_map_update_elem(fd, &key, &raw, BPF_ANY) || bpf_map_freeze(fd))
		return error_set_errno(error, errno, "cannot make the map '%s'",
				       EBPFCTL_META_MAP);
	return pins_pin(fd, path, error);
}

int probe_write_meta(const char *stage, const char *probe, const char *via,
		     bool is_applied, const struct meta *replaced, struct error *error)
{
	struct meta meta = new_meta(via, replaced);

	meta.is_applied = is_applied;
	meta.object_tag = builtin_object_tag(probe);
	return pin_meta(stage, &meta, error);
}

int probe_write_own_meta(const char *stage, uint32_t object_tag, uint32_t options_tag,
			 bool is_applied, const struct meta *replaced,
			 struct error *error)
{
	struct meta meta = new_meta(NULL, replaced);

	meta.object_tag = object_tag;
	meta.options_tag = options_tag;
	meta.is_applied = is_applied;
	return pin_meta(stage, &meta, error);
}

int probe_read_meta(const char *directory, struct meta *ret_meta, struct error *error)
{
	char *path AUTO_FREE = pins_path(directory, NULL, EBPFCTL_META_MAP);
	struct bpf_map_info info;
	void *raw AUTO_FREE = NULL;
	int fd AUTO_CLOSE = -1;
	__u32 key = 0;

	if (handle_open(path, HANDLE_MAP, HANDLE_READ, &fd, error))
		return -1;
	if (handle_map_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	if (info.type != BPF_MAP_TYPE_ARRAY || info.key_size != sizeof(key) ||
	    info.max_entries != 1 || info.value_size > META_SIZE_MAX)
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not of ebpfctl", path);
	raw = memory_new(1, info.value_size + sizeof(__u64));
	if (bpf_map_lookup_elem(fd, &key, raw))
		return error_set_errno(error, errno, "cannot read '%s'", path);
	if (meta_decode(raw, info.value_size, ret_meta))
		return error_set(error, ERROR_FAILED,
				 "cannot use '%s': it is not of ebpfctl", path);
	ret_meta->map_id = info.id;
	return 0;
}

int probe_not_loaded(const char *step, const char *probe, struct error *error)
{
	return error_set(error, ERROR_NOT_LOADED, "cannot %s '%s': not loaded", step,
			 probe);
}

int probe_open(const struct pins *pins, const char *step, const char *probe,
	       char **ret_path, struct meta *ret_meta, struct error *error)
{
	char *path AUTO_FREE = NULL;

	if (pins_find_probe(pins, probe, &path, error))
		return error_wrap(error, "cannot %s '%s'", step, probe);
	if (!path)
		return probe_not_loaded(step, probe, error);
	if (probe_read_meta(path, ret_meta, error))
		return error_wrap(error, "cannot %s '%s'", step, probe);
	if (!meta_is_our_abi(ret_meta)) {
		error_set(
			error, ERROR_FAILED,
			"cannot %s '%s': another version of ebpfctl loaded it (ABI %" PRIu32
			", this one knows %d)",
			step, probe, ret_meta->abi_version, EBPFCTL_ABI_VERSION);
		error_hint(error, "ebpfctl unload %s, then load it again", probe);
		return -1;
	}
	*ret_path = path;
	path = NULL;
	return 0;
}

int probe_check_build(const struct meta *meta, const char *probe, struct error *error)
{
	if (meta->object_tag == builtin_object_tag(probe))
		return 0;
	error_set(
		error, ERROR_FAILED,
		"cannot load '%s': another build of it is loaded (by version %s; this is %s)",
		probe, meta->version, PACKAGE_VERSION);
	error_hint(error, "ebpfctl load %s --replace keeps the counters", probe);
	return -1;
}

bool probe_is_this_build(const struct meta *meta, const char *probe)
{
	return meta->object_tag == builtin_object_tag(probe) &&
	       !strcmp(meta->version, PACKAGE_VERSION);
}

int probe_cannot_replace(const char *probe, struct error *error)
{
	error_wrap(error, "cannot replace '%s'", probe);
	if (!error->hint)
		error_hint(error, "ebpfctl unload %s, then load it again", probe);
	return -1;
}

int probe_replace(struct pins *pins, const char *stage, const char *probe,
		  struct error *error)
{
	char *path AUTO_FREE = pins_path(pins->base, NULL, probe);
	struct error later AUTO_ERROR = {0};

	if (foreign_check(path, probe, error) || running_become(stage, error) ||
	    pins_exchange_stage(pins, stage, probe, error)) {
		/* as it was; a stage that stays tells the next command to try that again */
		if (!running_become(path, &later))
			pins_remove_stage(pins, stage, &later);
		return -1;
	}
	rcu_wait();
	if (pins_remove_stage(pins, stage, &later))
		log_warning("cannot remove what was replaced in '%s': %s", stage,
			    later.message);
	return 0;
}

int probe_unload(struct pins *pins, const char *probe, struct error *error)
{
	char *path AUTO_FREE = NULL, *stage AUTO_FREE = NULL;

	if (pins_find_probe(pins, probe, &path, error))
		return error_wrap(error, "cannot unload '%s'", probe);
	if (!path)
		return probe_not_loaded("unload", probe, error);
	if (foreign_check(path, probe, error) ||
	    pins_retract_probe(pins, probe, &stage, error) ||
	    pins_remove_stage(pins, stage, error))
		return error_wrap(error, "cannot unload '%s'", probe);
	pins_remove_place(pins, probe);
	return 0;
}
