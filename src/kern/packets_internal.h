/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of `packets` share; for no one else. */
#ifndef KERN_PACKETS_INTERNAL_H
#define KERN_PACKETS_INTERNAL_H

#include "core/meta.h"
#include "kern/packets.h"

/* "xdp_NETNS_IFINDEX"; owned by the caller. */
char *packets_pin_name(uint64_t netns_ino, uint32_t ifindex);

/* What SLOT of the table INTERFACES_FD says; all zeroes where it was never used. */
int packets_read_record(int interfaces_fd, uint32_t slot,
			struct ebpfctl_interface *ret_record, struct error *error);

/* The open maps of the probe that an interface is added to. */
struct packets_target {
	const char *directory; /* of the probe, or of the stage */
	int counters_fd;
	int interfaces_fd;
};

/* The maps without which a loaded program cannot be replaced; ended by NULL. */
extern const char *const packets_required_maps[];

/* Loads the program called PROGRAM with CONFIG and the maps that are pinned in DIRECTORY. */
int packets_load_program(const char *directory,
			 const struct ebpfctl_packets_config *config, const char *program,
			 int *ret_fd, struct error *error);

/*
 * Loads a program for NETIF with SLOT, attaches it in WANTED mode, and pins both: the
 * link's pin is the commit. Where there is a PAST record of that slot its counters go on.
 * RESULT tells the mode and what the user should know. On failure nothing of it is left.
 */
int packets_attach(const struct packets_target *target, const struct netif *netif,
		   uint32_t slot, enum ebpfctl_xdp_mode wanted,
		   const struct ebpfctl_interface *past, struct interface_result *result,
		   struct error *error);

/*
 * Removes the programs of interfaces that have no link: of a command that died between the
 * two. The lock is held.
 */
int packets_remove_orphans(const char *directory, struct error *error);

/* Interfaces that are added, to a stage or to a loaded probe. */
struct packets_addition {
	struct packets_target target;
	const struct packets_plan *plan;
	const struct packets_links *links;  /* what is attached already */
	bool are_links_listed;		    /* in the result */
	bool taken[EBPFCTL_INTERFACES_MAX]; /* slots; of links or not */
	struct load_result *result;
	size_t added;
};

/* -1 where LINK is attached in another mode than WANTED. */
int packets_check_mode(const struct packets_link *link, enum ebpfctl_xdp_mode wanted,
		       struct error *error);

/*
 * Whether the loaded probe in DIRECTORY, with META, stays for PLAN, or is replaced; -1 where
 * it does neither.
 */
int packets_judge_loaded(const char *directory, const struct meta *meta,
			 const struct packets_plan *plan, bool *ret_is_replaced,
			 struct error *error);

/* Attaches to those of the plan that it is not attached to, to all of them or none. */
int packets_add_interfaces(struct packets_addition *addition, struct error *error);

/* Puts LINKS in RESULT; -1 when one is not in WANTED mode. */
int packets_list_links(const struct packets_links *links, enum ebpfctl_xdp_mode wanted,
		       struct load_result *result, struct error *error);

/*
 * Puts the programs of this build behind the links of the loaded probe in DIRECTORY, with
 * META, and attaches to those of the plan that it is not attached to. The counters go on.
 * On failure the probe is as it was. RESULT is filled on success.
 */
int packets_replace(struct pins *pins, const char *directory, const struct meta *meta,
		    const struct packets_plan *plan, struct load_result *result,
		    struct error *error);

/* Takes the interface of LINK away again; no RCU wait. */
int packets_detach(const char *directory, const char *pin, struct error *error);

#endif
