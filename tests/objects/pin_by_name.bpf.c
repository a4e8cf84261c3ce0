// SPDX-License-Identifier: GPL-2.0-or-later
/* A map that asks to be pinned where all objects look for it. */
#include "objects.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} shared SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_getpgid")
int add(void *context)
{
	__u32 zero = 0;
	__u64 *calls = bpf_map_lookup_elem(&shared, &zero);

	if (calls)
		count(calls);
	return 0;
}
