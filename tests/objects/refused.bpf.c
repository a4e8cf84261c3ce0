// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Behind one that is accepted, a program that no verifier accepts: it reads where nothing has
 * to be.
 */
#include "objects.bpf.h"

SEC("tracepoint/syscalls/sys_enter_getpgid")
int reads_a_clock(void *context)
{
	return bpf_ktime_get_ns() & 1;
}

SEC("tracepoint/syscalls/sys_enter_getpgid")
int reads_nothing(void *context)
{
	return *(volatile int *)0x10;
}
