/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who loaded a probe, when and how: the one encoder and decoder of struct ebpfctl_meta.
 */
#ifndef CORE_META_H
#define CORE_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ebpfctl_abi.h"

struct meta {
	uint32_t abi_version;
	uint32_t object_tag;
	uint32_t options_tag; /* of an own probe; else 0 */
	uint64_t load_id;
	uint64_t loaded_ns; /* CLOCK_BOOTTIME */
	uint32_t login_uid;
	bool is_applied;
	uint32_t map_id; /* the kernel's, of what it was read from; set by who read it */
	char version[EBPFCTL_VERSION_LEN + 1];
	char via[EBPFCTL_VIA_LEN + 1];
};

void meta_encode(const struct meta *meta, struct ebpfctl_meta *ret_raw);

/*
 * Decodes SIZE bytes. Returns 0; or -1 when they are no meta at all. What another ABI
 * version wrote gives its abi_version and nothing else.
 */
int meta_decode(const void *raw, size_t size, struct meta *ret_meta);

/* Whether the layouts that this build knows are those that the probe was loaded with. */
bool meta_is_our_abi(const struct meta *meta);

#endif
