/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ebpfctl load` was asked for. */
#ifndef CMD_LOAD_OPTIONS_H
#define CMD_LOAD_OPTIONS_H

#include "cmd/command.h"
#include "cmd/probes.h"
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
	bool is_replace;
	bool is_dry_run;
	bool is_json;
};

extern const struct option_row load_options[];

/* Once all are parsed: an option of a probe that is not chosen is ERROR_USAGE. */
int load_request_check(const struct load_request *request,
		       const struct probe_choice *choice, struct error *error);

#endif
