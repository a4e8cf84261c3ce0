/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The probe `packets`: one instance of its XDP program for each interface. */
#ifndef KERN_PACKETS_H
#define KERN_PACKETS_H

#include "core/result.h"
#include "core/snapshot.h"
#include "kern/netif.h"
#include "kern/pins.h"
#include "kern/pins_group.h"

/* What is to be attached, and to what: looked up before anything is touched. */
struct packets_plan {
	struct netif *interfaces; /* owned; each once */
	size_t count;
	enum ebpfctl_xdp_mode mode;
	bool is_replace; /* another build that is loaded is replaced, on all interfaces */
	bool wants_sizes; /* --sizes */
	struct group_wish group;
	/* of `apply`: all options are as they are here, and not more; counters of an interface
	 * go on under its name, where it comes back or gets another mode */
	bool is_applied;
};

/*
 * Looks up the interfaces NAMES, or the one of the default route when there are none. -1
 * when one does not exist, or when there is no default route.
 */
int packets_make_plan(const char *const *names, size_t count, enum ebpfctl_xdp_mode mode,
		      struct packets_plan *ret_plan, struct error *error);
void packets_plan_release(struct packets_plan *plan);

#define AUTO_PACKETS_PLAN CLEANUP(packets_plan_release)

/*
 * What the plan would do: fills RESULT as packets_load() would, as far as can be told. -1
 * where what is loaded does not fit. What cannot be seen counts as not there.
 */
int packets_preview(const struct pins *pins, const struct packets_plan *plan,
		    struct load_result *result, struct error *error);

/* As packets_make_plan(), but without NAMES it is for the interfaces that a loaded probe has. */
int packets_make_replacement_plan(const struct pins *pins, const char *const *names,
				  size_t count, enum ebpfctl_xdp_mode mode,
				  struct packets_plan *ret_plan, struct error *error);

/*
 * Attaches to all interfaces of the plan or to none. Those that are attached already in
 * a mode that was asked for are left as they are. The lock is held. RESULT is filled on
 * success.
 */
int packets_load(struct pins *pins, const struct packets_plan *plan,
		 struct load_result *result, struct error *error);

/*
 * Takes one interface away, by its name now or at load; with the last one the probe goes.
 * The lock is held.
 */
int packets_unload_interface(struct pins *pins, const char *ifname, struct error *error);

/* One interface that packets is attached to. */
struct packets_link {
	uint32_t slot;
	char *pin; /* name of its link's and its program's pin; owned */
	struct ebpfctl_interface record;
	enum link_health health;
	uint32_t link_id; /* 0 where the link could not be opened */
};

struct packets_links {
	struct packets_link *links;
	size_t count;
};

/*
 * The links of the probe in DIRECTORY, with what became of their interfaces. A pin that
 * is none of ours, by its name or in the table INTERFACES_FD, is left out.
 */
int packets_read_links(const char *directory, int interfaces_fd,
		       struct packets_links *ret_links, struct error *error);
void packets_links_release(struct packets_links *links);

#define AUTO_PACKETS_LINKS CLEANUP(packets_links_release)

/* Takes LINK of the probe in DIRECTORY away. The lock is held. */
int packets_unload_link(const char *directory, const struct packets_link *link,
			struct error *error);

/* Whether LINK (may be NULL) is attached to the interface that it is named after. */
bool packets_is_attached(const struct packets_link *link);

/* The link of the interface NETIF in this network namespace, or NULL. */
const struct packets_link *packets_find_link(const struct packets_links *links,
					     const struct netif *netif);

/* Whether the probe, or the stage, in DIRECTORY was loaded with --sizes. */
bool packets_has_sizes(const char *directory);

extern const struct map_spec packets_counters_spec, packets_interfaces_spec,
	packets_sizes_spec;

#endif
