// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps as they were defined before libbpf 1.0. */
#include "objects.bpf.h"

struct bpf_map_def {
	unsigned int type, key_size, value_size, max_entries, map_flags;
};

struct bpf_map_def old SEC("maps") = {BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0};

SEC("tracepoint/syscalls/sys_enter_getpgid")
int add(void *context)
{
	__u32 zero = 0;
	__u64 *calls = bpf_map_lookup_elem(&old, &zero);

	if (calls)
		count(calls);
	return 0;
}
