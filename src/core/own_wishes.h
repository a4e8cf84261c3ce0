/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user asks for when a file is loaded. */
#ifndef CORE_OWN_WISHES_H
#define CORE_OWN_WISHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "core/group_wish.h"
#include "core/probe_name.h"
#include "ebpfctl_abi.h"

/* NAME=VALUE */
struct own_setting {
	char *name;	   /* owned */
	const char *value; /* not owned */
};

struct own_settings {
	struct own_setting *list; /* owned */
	size_t count;
};

struct own_wishes {
	const char *file;
	bool is_replace; /* what is loaded under the name and differs is replaced */
	/* of `apply`: the same; and what cannot be replaced is unloaded first */
	bool is_applied;
	char name[PROBE_NAME_MAX + 1];
	const char *const *ifnames; /* not owned */
	size_t ifname_count;
	enum ebpfctl_xdp_mode mode;
	const char *cgroup; /* a directory; NULL for none */
	uint32_t pid;	    /* 0 for all processes */
	struct group_wish group;
	struct own_settings hooks;     /* of programs */
	struct own_settings globals;   /* variables */
	struct own_settings map_sizes; /* entries */
	struct own_settings only;      /* names of programs; no values */
};

/*
 * Adds "NAME=VALUE". WHAT is for the message of a WORDS without a name, an equals sign or a
 * value, or with a name that was there before ("program").
 */
int own_settings_add(struct own_settings *settings, const char *what, const char *words,
		     struct error *error);

/* Adds each of "NAME,NAME,...". */
int own_settings_add_names(struct own_settings *settings, const char *what,
			   const char *words, struct error *error);

/* NULL where there is none of that name. */
const struct own_setting *own_settings_find(const struct own_settings *settings,
					    const char *name);

/*
 * All that makes a difference to what is loaded, as text; owned by the caller. The name and
 * the file make none, and of the group the modes of the pins tell.
 */
char *own_wishes_text(const struct own_wishes *wishes);

void own_wishes_release(struct own_wishes *wishes);

#define AUTO_OWN_WISHES CLEANUP(own_wishes_release)

#endif
