/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of a load or an unload, probe by probe: filled by the kernel side, shown
 * by a writer. All strings are owned and may be NULL where the comment says so.
 */
#ifndef CORE_RESULT_H
#define CORE_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ebpfctl_abi.h"

enum load_outcome {
	LOAD_LOADED,   /* it was not there and is now */
	LOAD_ALREADY,  /* it was there, with the same build and options; nothing was
			 touched */
	LOAD_ADDED,    /* packets: interfaces were added */
	LOAD_REPLACED, /* another build of it was there; its counters were kept */
	LOAD_FAILED,   /* error says why; nothing of it is left */
};

struct interface_result {
	char ifname[EBPFCTL_IFNAME_LEN];
	enum ebpfctl_xdp_mode mode; /* AUTO only in a plan: native or else generic */
	bool was_there;		    /* it was attached already, and stays so */
	char *note; /* what the user should know about it; NULL for nothing */
};

/* Own probes: one program, and where it is attached. */
struct program_result {
	char *name;
	char *hook; /* in words */
	char *note; /* what the user should know about it; NULL for nothing */
};

/* With --dry-run: what else an own probe has. */
struct map_result {
	char *name;
	const char *type; /* not owned */
	uint32_t key_size, value_size, max_entries;
};

struct global_result {
	char *name;
	char *type;
	char *value; /* that it begins with; NULL where it is neither number nor text */
};

struct load_result {
	const char *probe; /* not owned */
	bool is_own;
	enum load_outcome outcome;
	/* packets only: those that were asked for; of a replacement all */
	struct interface_result *interfaces;
	size_t interface_count;
	struct program_result *programs; /* own probes only */
	size_t program_count;
	struct map_result *maps; /* with --dry-run; so are the globals */
	size_t map_count;
	struct global_result *globals;
	size_t global_count;
	const char *via;   /* opens only, not owned, else NULL */
	const char *hooks; /* in words, not owned, else NULL */
	char *note; /* why a better route was not taken; of a replacement which maps began
		       anew, and what was not exact; NULL for nothing */
	struct error error;
};

struct load_report {
	bool is_plan; /* --dry-run: what would be done */
	struct load_result *results;
	size_t count;
};

struct unload_result {
	const char *probe;  /* not owned */
	const char *ifname; /* not owned; NULL when the whole probe went */
};

struct unload_report {
	struct unload_result *results;
	size_t count;
};

const char *load_outcome_name(enum load_outcome outcome); /* "loaded", ... */
const char *xdp_mode_name(enum ebpfctl_xdp_mode mode); /* "auto", "native", "generic" */

/* Appends one for IFNAME and returns it; valid until the next is added. */
struct interface_result *load_result_add_interface(struct load_result *result,
						   const char *ifname);
/* The same for a program of an own probe; NOTE may be NULL. */
void load_result_add_program(struct load_result *result, const char *name,
			     const char *hook, const char *note);
void load_result_clear_programs(struct load_result *result);
/* The same with --dry-run; the strings of what is added are taken over. */
void load_result_add_map(struct load_result *result, const struct map_result *map);
void load_result_add_global(struct load_result *result,
			    const struct global_result *global);
struct load_result *load_report_add(struct load_report *report, const char *probe);
void unload_report_add(struct unload_report *report, const char *probe,
		       const char *ifname);

/* True when any result is LOAD_FAILED. */
bool load_report_has_failure(const struct load_report *report);

void load_report_release(struct load_report *report);
void unload_report_release(struct unload_report *report);

#endif
