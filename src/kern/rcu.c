// SPDX-License-Identifier: GPL-2.0-or-later
/* Waiting for an RCU grace period. */
#include "kern/rcu.h"

#include <bpf/bpf.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>

#include "base/cleanup.h"

/* An update of a map of maps waits too (maybe_wait_bpf_programs, kernel/bpf/syscall.c).
 */
static void wait_by_map_update(void)
{
	int inner AUTO_CLOSE =
		bpf_map_create(BPF_MAP_TYPE_ARRAY, "ebpfctl_wait", 4, 4, 1, NULL);
	LIBBPF_OPTS(bpf_map_create_opts, options, .inner_map_fd = (__u32)inner);
	int outer AUTO_CLOSE = -1;
	__u32 key = 0;

	if (inner < 0)
		return;
	outer = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "ebpfctl_wait", 4, 4, 1,
			       &options);
	if (outer >= 0)
		bpf_map_update_elem(outer, &key, &inner, BPF_ANY);
}

void rcu_wait(void)
{
	/* MEMBARRIER_CMD_GLOBAL is synchronize_rcu(); with nohz_full it is not there */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		wait_by_map_update();
}
