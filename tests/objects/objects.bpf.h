/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the objects of this folder have in common: each is small, for one kind of hook or map,
 * and counts exactly what the program `caller` does.
 */
#ifndef OBJECTS_BPF_H
#define OBJECTS_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define COMM_LEN 16

const volatile char wanted[COMM_LEN] = "caller";

static __always_inline int is_wanted(void)
{
	char comm[COMM_LEN] = {0};

	bpf_get_current_comm(comm, sizeof(comm));
	for (int i = 0; i < COMM_LEN; i++)
		if (comm[i] != wanted[i])
			return 0;
	return 1;
}

static __always_inline void count(__u64 *counter)
{
	if (is_wanted())
		__sync_fetch_and_add(counter, 1);
}

char _license[] SEC("license") = "GPL";

#endif
