// SPDX-License-Identifier: GPL-2.0-or-later
/* The meta record: what goes in comes out, and what is none is refused. */
#include "core/meta.h"

#include "tap.h"

int main(void)
{
	struct meta meta = {
		.abi_version = EBPFCTL_ABI_VERSION,
		.object_tag = 0xdeadbeef,
		.load_id = UINT64_MAX,
		.loaded_ns = 12345,
		.login_uid = 1000,
		.is_applied = true,
		.version = "1.2.3",
		.via = "tracepoint",
	};
	struct meta back;
	struct ebpfctl_meta raw;
	char longer[sizeof(raw) + 64] = {0};

	meta_encode(&meta, &raw);
	ok(!meta_decode(&raw, sizeof(raw), &back), "what was encoded is decoded");
	ok(back.abi_version == meta.abi_version && back.object_tag == meta.object_tag &&
		   back.load_id == meta.load_id && back.loaded_ns == meta.loaded_ns &&
		   back.login_uid == meta.login_uid && back.is_applied &&
		   !strcmp(back.version, meta.version) && !strcmp(back.via, meta.via),
	   "and the same");
	ok(meta_is_our_abi(&back), "it is of our ABI");
	ok(meta_decode(&raw, sizeof(raw) - 1, &back) == -1,
	   "a shorter one of our ABI is refused");
	ok(meta_decode(&raw, 3, &back) == -1, "less than a version is refused");
	raw.abi_version = 0;
	ok(meta_decode(&raw, sizeof(raw), &back) == -1, "there is no ABI 0");
	raw.abi_version = EBPFCTL_ABI_VERSION + 1;
	memcpy(longer, &raw, sizeof(raw));
	ok(!meta_decode(longer, sizeof(longer), &back), "a later ABI may be longer");
	ok(!meta_is_our_abi(&back), "and is told apart");
	is_number(back.load_id, 0, "and nothing else of it is believed");
	memset(meta.version, 'v', sizeof(meta.version) - 1);
	meta_encode(&meta, &raw);
	ok(!meta_decode(&raw, sizeof(raw), &back), "a version that fills its room");
	is_number(strlen(back.version), EBPFCTL_VERSION_LEN,
		  "is terminated all the same");
	return tap_end();
}
