// SPDX-License-Identifier: GPL-2.0-or-later
/* Hooks that are not there. */
#include "objects.bpf.h"

__u64 calls;

SEC("tracepoint/syscalls/sys_enter_getpgid")
int good(void *context)
{
	count(&calls);
	return 0;
}

SEC("?tracepoint/syscalls/no_such_tracepoint")
int no_tracepoint(void *context)
{
	return 0;
}

SEC("?tp_btf/no_such_tracepoint")
int no_btf(void *context)
{
	return 0;
}

SEC("?socket")
int no_hook(void *context)
{
	return 0;
}
