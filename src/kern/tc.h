/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classifiers of tc, on the clsact qdisc of an interface. They are no links: what is attached
 * is written down in a map, pinned beside meta, before it is.
 */
#ifndef KERN_TC_H
#define KERN_TC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ebpfctl_abi.h"
#include "kern/netif.h"

/* Makes the map for COUNT filters in STAGE. */
int tc_make_records(const char *stage, size_t count, struct error *error);

/*
 * Attaches PROGRAM_FD to NETIF, as the row ROW of the records in STAGE says from now on. The
 * error has no subject.
 */
int tc_attach(const char *stage, size_t row, const struct netif *netif, bool is_egress,
	      int program_fd, struct error *error);

/*
 * Detaches all filters that are written down in DIRECTORY, wherever they are, and unpins the
 * map when that was done. One that is gone, or whose place another program has, is none.
 */
int tc_remove_all(const char *directory, struct error *error);

/* The rows in DIRECTORY that are used; owned by the caller. *ret_count is 0 for no map. */
struct ebpfctl_tc_filter *tc_read_records(const char *directory, size_t *ret_count);

/* Whether it is attached, as far as it can be asked in its network namespace. */
bool tc_is_attached(const struct ebpfctl_tc_filter *record);

#endif
