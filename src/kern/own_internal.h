/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of own probes share; for no one else. */
#ifndef KERN_OWN_INTERNAL_H
#define KERN_OWN_INTERNAL_H

#include "base/strbuf.h"
#include "core/meta.h"
#include "kern/handle.h"
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
	const char *
		replaced; /* directory of the probe whose place it takes; NULL for none */
	struct meta meta; /* of that one */
	struct strbuf anew; /* names of maps that do not go on */
	bool is_slot_taken; /* what stands in the way of a hook is that very probe */
};

void own_release(struct own *own);

#define AUTO_OWN CLEANUP(own_release)

/* "WHAT: why", by libbpf's last warning, or else the number of errno; returns -1. */
int own_refuse_libbpf(const char *what, int number, struct error *error);

/* Of all in WISHES that makes a difference to what is loaded. */
uint32_t own_options_tag(const struct own_wishes *wishes);

/* Of a file that is prepared: all of it takes the place of OWN->replaced, or nothing does. */
int own_replace(struct pins *pins, struct own *own, struct load_result *result,
		struct error *error);

/* What a user should know of the replacement, as a note of RESULT. */
void own_note_replaced(const struct own *own, bool is_plan, struct load_result *result);

/*
 * Before loading: the object goes on with the maps of OWN->replaced that are as it wants them.
 * Those that are not are named in OWN->anew.
 */
int own_keep_maps(struct own *own, struct error *error);

/* Whether programs of both run for a moment, since a hook cannot be given another one. */
bool own_runs_beside(const struct own *own);

/* Loads the object, pins all of it in STAGE, and attaches each program. */
int own_fill_stage(struct own *own, const char *stage, struct load_result *result,
		   struct error *error);

/* One program that is being attached. */
struct own_attachment {
	const char *stage;
	const char *replaced; /* as of struct own */
	bool *is_slot_taken;
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

/*
 * With at->replaced: that one's link of the program is pinned in the stage too, where it is
 * attached to the very same, and will be given the program. *ret_mode is AUTO, or *ret_is_kept
 * false, where there is none.
 */
int own_keep_xdp(struct own_attachment *attachment, uint32_t ifindex, const char *suffix,
		 enum ebpfctl_xdp_mode *ret_mode, struct error *error);
int own_keep_cgroup(const struct own_attachment *attachment, uint64_t cgroup_id,
		    bool *ret_is_kept, struct error *error);
int own_keep_netns(const struct own_attachment *attachment, uint64_t netns_ino,
		   bool *ret_is_kept, struct error *error);

/* Whether the probe that is replaced is what is in the XDP slot of the interface. */
bool own_holds_xdp(const struct own_attachment *attachment, uint32_t ifindex);

/* Whether a replacement attaches a second program there, before the first one goes. */
bool own_hook_is_added(const struct own_hook *hook);

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

/* How many programs are to be loaded. */
size_t own_count_chosen(const struct bpf_object *object);

/* How --program names a target, as a hint. */
void own_hint_target(const char *program, const struct own_hook *hook,
		     struct error *error);
/* What helps after an attach that failed; nothing where there is a hint already. */
void own_hint_attach(const struct own_attachment *attachment, bool has_others,
		     struct error *error);
/* The same after a load. HOOKS are in the order of the programs, WARNING is libbpf's. */
void own_hint_load(const struct bpf_object *object, const struct own_hook *hooks,
		   const char *warning, struct error *error);

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
