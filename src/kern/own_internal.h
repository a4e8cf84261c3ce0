/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of own probes share; for no one else. */
#ifndef KERN_OWN_INTERNAL_H
#define KERN_OWN_INTERNAL_H

#include "kern/object.h"
#include "kern/object_file.h"
#include "kern/own.h"

struct own_hook;

/* A file that is being loaded. */
struct own {
	const struct own_wishes *wishes;
	struct object_file file;
	struct bpf_object *object;
	struct own_hook *hooks; /* of each program; the kind of one not chosen is NULL */
	size_t filter_count;
	uint32_t gid; /* of the group that may read it; 0 for root alone */
};

void own_release(struct own *own);

#define AUTO_OWN CLEANUP(own_release)

/* "WHAT: why", by libbpf's last warning, or else the number of errno; returns -1. */
int own_refuse_libbpf(const char *what, int number, struct error *error);

/* Of all in WISHES that makes a difference to what is loaded. */
uint32_t own_options_tag(const struct own_wishes *wishes);

/* Loads the object, pins all of it in STAGE, and attaches each program. */
int own_fill_stage(struct own *own, const char *stage, struct load_result *result,
		   struct error *error);

/* One program that is being attached. */
struct own_attachment {
	const char *stage;
	const struct own_wishes *wishes;
	const struct bpf_program *program;
	const struct own_hook *hook;
	struct load_result *result;
	size_t *filter_count; /* rows of tc's records that are used */
};

/* A way to attach, by the first word of SEC(). */
struct own_kind {
	const char *word;
	enum bpf_prog_type type;
	enum bpf_attach_type attach_type; /* where the word alone decides it */
	bool has_btf_target; /* what stands behind the word is looked up at load */
	const char *target;  /* what has to stand behind the word, for people; or NULL */
	/* attaches and pins, as many links as it takes; the error has no subject */
	int (*attach)(struct own_attachment *attachment, struct error *error);
};

/* Where one program goes: "kprobe/do_sys_openat2". */
struct own_hook {
	const char *words;  /* all of it; not owned */
	const char *target; /* behind the word and its slash; "" for nothing */
	const struct own_kind *kind;
};

extern const struct own_kind own_kinds[]; /* the last one has no word */

/* -1 where the first word is none that can be attached. */
int own_hook_parse(const char *words, struct own_hook *ret_hook);

/* Pins the link FD, which it closes, as links/PROGRAM[_SUFFIX]. SUFFIX may be NULL. */
int own_keep_link(const struct own_attachment *attachment, int fd, const char *suffix,
		  struct error *error);

/* The same for a link of libbpf's, which it releases; where it is NULL, errno is the error. */
int own_keep_libbpf_link(const struct own_attachment *attachment, struct bpf_link *link,
			 const char *suffix, struct error *error);

/* Interfaces, cgroups, network namespaces, processors: what is not in the kernel's text. */
int own_attach_xdp(struct own_attachment *attachment, struct error *error);
int own_attach_tc(struct own_attachment *attachment, struct error *error);
int own_attach_cgroup(struct own_attachment *attachment, struct error *error);
int own_attach_netns(struct own_attachment *attachment, struct error *error);

/* Events of processors, and probes that programs have been compiled with. */
int own_attach_perf_event(struct own_attachment *attachment, struct error *error);
int own_attach_usdt(struct own_attachment *attachment, struct error *error);

/* --pid; -1 for all. */
pid_t own_wanted_pid(const struct own_attachment *attachment);

/* Text with a reason: "WORDS" as it is, or of a number of errno. Returns -1. */
int own_refuse_errno(int number, struct error *error);

/*
 * Which programs are loaded, and how each is attached, as WISHES and the object say. Before
 * loading. *ret_hooks is owned by the caller, in the order of the object's programs; the kind
 * of one that is not loaded is NULL.
 */
int own_choose(struct bpf_object *object, const struct own_wishes *wishes,
	       struct own_hook **ret_hooks, struct error *error);

/* Capabilities that the chosen programs take, as bits of enum privilege. */
unsigned int own_privileges(const struct bpf_object *object);

/* --set and --map-size. Before loading. */
int own_set_globals(struct bpf_object *object, const struct own_settings *globals,
		    struct error *error);
int own_set_map_sizes(struct bpf_object *object, const struct own_settings *sizes,
		      struct error *error);

/* What --dry-run shows. */
void own_list_maps(const struct bpf_object *object, struct load_result *result);
void own_list_globals(const struct bpf_object *object, struct load_result *result);

/* What the user should know of what is attached there; NULL for nothing. */
const char *own_hook_note(const struct own_hook *hook);

/* -1 where the maps would take more than half of this machine's memory. */
int own_check_memory(const struct bpf_object *object, struct error *error);

/* Names of maps and programs become names of pins: -1 where one of them cannot. */
int own_check_names(const struct bpf_object *object, struct error *error);

/* Of a map as it is pinned: libbpf's own by their section; owned by the caller. */
char *own_map_pin_name(const struct bpf_map *map);

/*
 * Before loading: a map that asks to be pinned elsewhere is pinned with the others, and only
 * there, and one for events has the sizes that the kernel wants.
 */
void own_prepare_maps(struct bpf_object *object);

/* All maps, libbpf's own among them, in STAGE/maps. */
int own_pin_maps(const struct bpf_object *object, const char *stage, struct error *error);

#endif
