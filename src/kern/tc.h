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

struct tc_place {
	const struct netif *netif;
	bool is_egress;
	bool made_clsact; /* for what this probe replaces: the qdisc is ours to remove */
};

/*
 * Attaches PROGRAM_FD at PLACE, as the row ROW of the records in STAGE says from now on. The
 * error has no subject.
 */
int tc_attach(const char *stage, size_t row, const struct tc_place *place, int program_fd,
	      struct error *error);

/*
 * The filter of PROGRAM, as it is named in the probe REPLACED, at PLACE is to have the program
 * PROGRAM_ID: so the row ROW of the records in STAGE says, and tc_become() does. *ret_is_kept is
 * false where there is none.
 */
int tc_keep(const char *replaced, const char *program, const char *stage, size_t row,
	    const struct tc_place *place, uint32_t program_id, bool *ret_is_kept,
	    struct error *error);

/* Whether the qdisc there was made for what is loaded in DIRECTORY. */
int tc_made_clsact(const char *directory, uint64_t netns_ino, uint32_t ifindex,
		   bool *ret_made, struct error *error);

/*
 * What DIRECTORY, of a probe or a stage, has written down runs from now on, where one of these
 * runs now. What runs already is not touched.
 */
int tc_become(const char *directory, struct error *error);

/* Whether PROGRAM_ID is written down for the place of RECORD, there or beside DIRECTORY. */
int tc_is_ours(const char *directory, const struct ebpfctl_tc_filter *record,
	       uint32_t program_id, bool *ret_is_ours, struct error *error);

/*
 * Detaches all filters that are written down in DIRECTORY, wherever they are, and unpins the
 * map when that was done. One that is gone, or whose place another program has, is none.
 */
int tc_remove_all(const char *directory, struct error *error);

/* The rows in DIRECTORY that are used; owned by the caller. NULL and 0 where there is no map. */
int tc_read_records(const char *directory, struct ebpfctl_tc_filter **ret_records,
		    size_t *ret_count, struct error *error);

/*
 * Whether it is attached, with its program or that of a replacement, as far as it can be asked in
 * its network namespace.
 */
bool tc_is_attached(const char *directory, const struct ebpfctl_tc_filter *record);

#endif
