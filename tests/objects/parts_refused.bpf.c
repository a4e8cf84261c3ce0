// SPDX-License-Identifier: GPL-2.0-or-later
/* The same, with a program that the verifier refuses. */
#define PROGRAM 2
#include "parts.bpf.h"

SEC("tracepoint/syscalls/sys_enter_getsid")
int reads_nothing(void *context)
{
	__u32 key = 1;
	__u64 *sum = bpf_map_lookup_elem(&by_program, &key);

	return *sum;
}
