/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `apply` changes, or would change: filled by the kernel side, shown by a writer. */
#ifndef CORE_CHANGE_H
#define CORE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "core/probe_name.h"
#include "ebpfctl_abi.h"

enum change_kind {
	CHANGE_LOAD, /* of packets: for each interface */
	CHANGE_ATTACH, /* packets is loaded, and gets an interface, or another mode for it */
	CHANGE_DETACH,	/* the same, and it is taken away */
	CHANGE_REPLACE, /* its counters go on */
	CHANGE_RELOAD,	/* unloaded and loaded: its counters begin anew */
	CHANGE_UNLOAD,
};

struct change {
	char probe[PROBE_NAME_MAX + 1];
	enum change_kind kind;
	char ifname[EBPFCTL_IFNAME_LEN]; /* empty where it is the whole probe */
	enum ebpfctl_xdp_mode mode; /* of an interface: AUTO in a plan, and for none */
	const char *via;	    /* of opens; not owned; NULL where it is unknown */
	char *reason;		    /* what differs; owned, NULL for nothing to add */
	char *note;	 /* what the user should know; owned, NULL for nothing */
	bool is_missing; /* there is no such interface: ERROR says so, also in a plan */
	struct error error; /* why it was not done */
};

struct change_report {
	bool is_plan;
	struct change *changes;
	size_t count;
};

/* "load", "attach", ...; and for people "loaded", or in a plan "would load". */
const char *change_name(enum change_kind kind);
const char *change_words(enum change_kind kind, bool is_plan);

/* Valid until the next is added. REASON, which may be NULL, is the report's from now on. */
struct change *change_report_add(struct change_report *report, const char *probe,
				 enum change_kind kind, char *reason);

/* Whether one was not done; those that miss an interface count with COUNTS_MISSING. */
bool change_report_has_failure(const struct change_report *report, bool counts_missing);

/* Whether something was to be changed; the same. */
bool change_report_differs(const struct change_report *report, bool counts_missing);

void change_report_release(struct change_report *report);

#endif
