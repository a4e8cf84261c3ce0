/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of `check` share; for no one else. */
#ifndef KERN_CHECK_INTERNAL_H
#define KERN_CHECK_INTERNAL_H

#include "kern/check.h"
#include "kern/pins.h"
#include "kern/rehearsal.h"

#define CHECK_AGAIN "sudo ebpfctl check"

/* Version, bpf(2), BTF, lockdown. */
void check_kernel(struct findings *findings);
void check_rights(struct findings *findings);
/* bpffs, what is in it, and tracefs. *ret_pins is open, or says that nothing is there. */
void check_places(const char *bpffs, struct pins *ret_pins, struct findings *findings);

/*
 * Asks about the interfaces of this network namespace; *ret_default is the one that a load
 * takes without -i, "" for none.
 */
void check_interfaces(const struct pins *pins, char ret_default[EBPFCTL_IFNAME_LEN],
		      struct findings *findings);
/* Tries, in another network namespace, which is not left again. */
void check_xdp(struct rehearsal *rehearsal, uint64_t *ret_bytes,
	       struct findings *findings);
/* The sum: what a load of packets would do, from the findings that there are. */
void check_packets(const struct pins *pins, const char *ifname,
		   struct findings *findings);

/* Tries each route. */
void check_routes(struct rehearsal *rehearsal, uint64_t *ret_bytes,
		  struct findings *findings);
void check_opens(const struct pins *pins, struct findings *findings);

/*
 * What both sums begin with. True, with the sum added, where the answer is known already:
 * something is in the way, or another build is loaded.
 */
bool check_is_blocked(const struct pins *pins, const char *probe, unsigned int scope,
		      struct findings *findings);

#endif
