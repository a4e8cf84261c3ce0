/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is loaded, as plain data: filled by the kernel side, shown by a writer. */
#ifndef CORE_INVENTORY_H
#define CORE_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/event.h"
#include "core/health.h"
#include "core/probe_name.h"
#include "ebpfctl_abi.h"

#define INVENTORY_NAME_LEN 64

/* A pinned program or map. */
struct object_entry {
	char name[INVENTORY_NAME_LEN];
	uint32_t id;
	uint64_t run_count; /* of a program: while the kernel took the time, and that */
	uint64_t run_ns;
	uint64_t memory_bytes; /* of a map */
};

struct link_entry {
	char name[INVENTORY_NAME_LEN]; /* of the pin */
	uint32_t id;
	uint32_t program_id;		 /* of what is attached */
	const char *type;		 /* "xdp", "perf_event", ...: not owned */
	bool is_interface;		 /* the next three are set */
	char ifname[EBPFCTL_IFNAME_LEN]; /* at load */
	enum ebpfctl_xdp_mode mode;
	enum link_health health;
};

struct reader_entry {
	uint32_t pid;
	struct reader_books books;
	uint64_t lag_bytes;    /* in its ring, not yet read */
	uint64_t memory_bytes; /* of its ring and its other maps */
};

struct probe_entry {
	char name[PROBE_NAME_MAX + 1];
	enum probe_health health;
	bool is_partial; /* the caller may not look at some of it: ids of 0, no readers */
	char group[INVENTORY_NAME_LEN]; /* that may read it; empty for root alone */
	bool has_meta;			/* the next five are set */
	bool is_applied;		/* by `apply` */
	uint64_t load_id;
	uint64_t loaded_ns; /* CLOCK_BOOTTIME */
	char version[EBPFCTL_VERSION_LEN + 1];
	char via[EBPFCTL_VIA_LEN + 1]; /* empty where there is no choice */
	struct object_entry *programs;
	size_t program_count;
	struct object_entry *maps;
	size_t map_count;
	struct link_entry *links;
	size_t link_count;
	struct reader_entry *readers;
	size_t reader_count;
};

struct inventory {
	uint64_t boot_offset_ns; /* what turns CLOCK_BOOTTIME into time since the epoch */
	struct probe_entry *probes;
	size_t count;
	char vanished[PROBE_NAME_MAX +
		      1];   /* the probe that went while it was looked at */
	size_t leftovers;   /* stages of commands that died */
	bool is_time_taken; /* by the kernel, of the runs of programs */
};

/* The program that LINK attaches; NULL where that is not pinned. */
const struct object_entry *probe_entry_program(const struct probe_entry *probe,
					       const struct link_entry *link);

/* The sum over all maps, and over what all readers brought. */
uint64_t probe_entry_map_memory(const struct probe_entry *probe);
uint64_t probe_entry_reader_memory(const struct probe_entry *probe);

void probe_entry_release(struct probe_entry *probe);
void inventory_release(struct inventory *inventory);

#endif
