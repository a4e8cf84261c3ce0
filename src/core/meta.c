// SPDX-License-Identifier: GPL-2.0-or-later
/* Who loaded a probe, when and how. */
#include "core/meta.h"

#include <string.h>

void meta_encode(const struct meta *meta, struct ebpfctl_meta *ret_raw)
{
	struct ebpfctl_meta raw = {
		.abi_version = meta->abi_version,
		.object_tag = meta->object_tag,
		.load_id = meta->load_id,
		.loaded_ns = meta->loaded_ns,
		.login_uid = meta->login_uid,
		.options_tag = meta->options_tag,
		.is_applied = meta->is_applied,
	};

	memcpy(raw.version, meta->version, strnlen(meta->version, sizeof(raw.version)));
	memcpy(raw.via, meta->via, strnlen(meta->via, sizeof(raw.via)));
	*ret_raw = raw;
}

bool meta_is_our_abi(const struct meta *meta)
{
	return meta->abi_version == EBPFCTL_ABI_VERSION;
}

int meta_decode(const void *raw, size_t size, struct meta *ret_meta)
{
	struct meta meta = {0};
	struct ebpfctl_meta ours;

	if (size < sizeof(meta.abi_version))
		return -1;
	memcpy(&meta.abi_version, raw, sizeof(meta.abi_version));
	if (!meta.abi_version || (meta_is_our_abi(&meta) && size != sizeof(ours)))
		return -1;
	if (meta_is_our_abi(&meta)) {
		memcpy(&ours, raw, sizeof(ours));
		meta.object_tag = ours.object_tag;
		meta.load_id = ours.load_id;
		meta.loaded_ns = ours.loaded_ns;
		meta.login_uid = ours.login_uid;
		meta.options_tag = ours.options_tag;
		meta.is_applied = ours.is_applied;
		memcpy(meta.version, ours.version, sizeof(ours.version));
		memcpy(meta.via, ours.via, sizeof(ours.via));
	}
	*ret_meta = meta;
	return 0;
}
