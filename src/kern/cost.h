/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs and maps cost: time where the kernel takes it, and memory. */
#ifndef KERN_COST_H
#define KERN_COST_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the kernel takes the time of programs by kernel.bpf_stats_enabled. */
bool cost_is_time_taken(void);

/*
 * The memory of an open map, as the kernel says in fdinfo. Before 6.4 that is reckoned from
 * its sizes, and 0 for a ring buffer: then it is the bytes of the ring. 0 where it is not
 * said.
 */
uint64_t cost_map_memory(int fd);

#endif
