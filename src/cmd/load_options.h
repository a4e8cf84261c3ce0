/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ebpfctl load` was asked for. */
#ifndef CMD_LOAD_OPTIONS_H
#define CMD_LOAD_OPTIONS_H

#include "cmd/command.h"
#include "core/own_wishes.h"
#include "ebpfctl_abi.h"
#include "kern/pins_group.h"

struct load_request {
	const char **ifnames; /* owned; the names are not */
	size_t ifname_count;
	enum ebpfctl_xdp_mode mode;
	bool has_mode;
	const char *via; /* NULL: the first route that fits */
	bool has_via;
	bool wants_sizes, wants_latency;
	struct group_wish group;
	struct own_wishes own;	/* of files; its settings are owned */
	const char *own_name;	/* NULL: after the file */
	const char *own_option; /* one of those that are of files alone; NULL for none */
	const char *own_single; /* and of one file alone */
	bool is_replace;
	bool is_dry_run;
	bool is_json;
};

extern const struct option_row load_options[];

/* Takes back what the options have allocated. */
void load_request_release(struct load_request *request);

#endif
