/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What configuration files want to be loaded: their lines, merged. What one line leaves open
 * another may say; two that say different things are an error. Strings are not owned.
 */
#ifndef CORE_WANTED_H
#define CORE_WANTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "core/own_wishes.h"
#include "ebpfctl_abi.h"

/* A value, and the "FILE:LINE" that has said it; NULL where none has. */
struct wanted_value {
	const char *where;
	uint64_t value;
};

struct wanted_interface {
	const char *ifname; /* NULL: that of the default route */
	struct wanted_value mode;
};

/* A file of one's own. */
struct wanted_own {
	const char *where;
	const struct own_wishes *wishes; /* not owned */
};

struct wanted {
	struct wanted_own *own; /* owned */
	size_t own_count;
	struct wanted_value
		group; /* the first that is not root's: there is one for all */
	struct {
		const char *where; /* the first line that names it; NULL: not wanted */
		struct wanted_interface *interfaces; /* owned */
		size_t count;
		bool wants_sizes;
		struct wanted_value group;
	} packets;
	struct {
		const char *where;
		const char *via; /* NULL: the first route that fits */
		const char *via_where;
		bool wants_latency;
		struct wanted_value group;
	} opens;
};

/* One line: the options of one load. */
struct wanted_line {
	const char *where; /* "FILE:LINE" */
	bool has_packets, has_opens;
	const char *const *ifnames;
	size_t ifname_count;
	bool has_mode, has_via, has_group;
	enum ebpfctl_xdp_mode mode;
	const char *via;
	uint32_t gid;
	bool wants_sizes, wants_latency;
	const struct own_wishes *own;
	size_t own_count;
};

/* -1, ERROR_USAGE, where LINE says something else than one before it. */
int wanted_add(struct wanted *wanted, const struct wanted_line *line,
	       struct error *error);

/* Whether a line names PROBE. */
bool wanted_names_probe(const struct wanted *wanted, const char *probe);

/* Whether an interface of that name is named, by -i. */
bool wanted_names_interface(const struct wanted *wanted, const char *ifname);

void wanted_release(struct wanted *wanted);

#endif
