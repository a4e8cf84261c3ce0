/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the BPF programs and the commands agree on: names of maps and programs, the
 * layout of what stands in the maps and of the records in the rings. Included by
 * both sides, so it holds fixed-width types, explicit padding and nothing else.
 *
 * A change of any layout here raises EBPFCTL_ABI_VERSION: what an older or newer
 * ebpfctl loaded is then told apart by its meta map, before anything else is read.
 */
#ifndef EBPFCTL_ABI_H
#define EBPFCTL_ABI_H

#include <linux/types.h>

#define EBPFCTL_ABI_VERSION 1

/* ---- every probe: one frozen one-entry ARRAY map, pinned as "meta" ---- */

#define EBPFCTL_META_MAP "meta"
#define EBPFCTL_VIA_LEN 16
#define EBPFCTL_VERSION_LEN 32

struct ebpfctl_meta {
	__u32 abi_version; /* EBPFCTL_ABI_VERSION of the loader; stays first for ever */
	__u32 object_tag;  /* CRC-32 of the BPF object's bytes */
	__u64 load_id;	   /* random, never 0: tells two loads apart, and is kept with the
			      counters when a probe is replaced; so is the next */
	__u64 loaded_ns;   /* CLOCK_BOOTTIME */
	__u32 login_uid;   /* /proc/self/loginuid of the loader; ~0 when there is none */
	__u32 options_tag; /* CRC-32 of what an own probe was loaded with; else 0 */
	char version[EBPFCTL_VERSION_LEN]; /* of the package that loaded it, NUL padded */
	char via[EBPFCTL_VIA_LEN];	   /* the route, NUL padded; of opens alone */
	__u32 is_applied; /* `ebpfctl apply` has loaded it, and unloads it when no file names it */
	__u32 reserved_2;
};

/*
 * ---- own probes: a map with one row for each filter of tc, pinned as "filters" ----
 *
 * A filter is no link, and so it is written down before it is attached. Its handle is the id
 * of the program that it had first, and what has another program there is not ours.
 */
#define EBPFCTL_FILTERS_MAP "filters"

/*
 * ---- own probes for a group: the BTF of the object, as struct ebpfctl_types and the bytes
 * behind it, pinned as "types" ----
 *
 * Only root may ask the kernel for BTF, and without it a map is but bytes.
 */
#define EBPFCTL_TYPES_MAP "types"

struct ebpfctl_types {
	__u32 btf_id; /* the kernel's of the same BTF */
	__u32 size;   /* of what follows, in bytes */
};

struct ebpfctl_tc_filter {
	__u64 netns_ino;
	__u32 ifindex; /* 0: the row is not used */
	__u32 is_egress;
	__u32 priority;
	__u32 program_id;
	__u32 made_clsact; /* the qdisc was not there before */
	__u32 handle;	   /* 0: as program_id */
	char ifname[16];
};

/* ---- packets ---- */

#define EBPFCTL_PACKETS_OBJECT "packets"
#define EBPFCTL_PACKETS_PROGRAM "packets"	      /* SEC("xdp") */
#define EBPFCTL_PACKETS_FRAGS_PROGRAM "packets_frags" /* SEC("xdp.frags") */
#define EBPFCTL_COUNTERS_MAP "counters"
#define EBPFCTL_INTERFACES_MAP "interfaces"

#define EBPFCTL_INTERFACES_MAX 256
#define EBPFCTL_IFNAME_LEN 16

enum ebpfctl_l3 {
	EBPFCTL_L3_IPV4,
	EBPFCTL_L3_IPV6,
	EBPFCTL_L3_ARP,
	EBPFCTL_L3_OTHER,
	EBPFCTL_L3_COUNT,
};

enum ebpfctl_l4 {
	EBPFCTL_L4_TCP,
	EBPFCTL_L4_UDP,
	EBPFCTL_L4_ICMP,
	EBPFCTL_L4_OTHER,
	EBPFCTL_L4_COUNT,
};

#define EBPFCTL_CLASSES (EBPFCTL_L3_COUNT * EBPFCTL_L4_COUNT)
#define EBPFCTL_CLASS(l3, l4) ((l3)*EBPFCTL_L4_COUNT + (l4))

struct ebpfctl_class_count {
	__u64 packets;
	__u64 bytes; /* from the first header that the program sees to the end of the
			frame */
};

/* The value of `counters`, per CPU; its key is the interface's slot. */
struct ebpfctl_interface_counts {
	struct ebpfctl_class_count class_count[EBPFCTL_CLASSES]; /* by EBPFCTL_CLASS() */
};

/*
 * The value of `sizes`, per CPU; its key is the interface's slot. The map is there only where
 * packets was loaded with --sizes. Bucket N counts what is not above 64 << N bytes and not in
 * a bucket before it; the last one what is above all of these.
 */
#define EBPFCTL_SIZES_MAP "sizes"
#define EBPFCTL_SIZE_BUCKETS 12
#define EBPFCTL_SIZE_LIMIT(n) (64ull << (n))

struct ebpfctl_size_counts {
	__u64 packets[EBPFCTL_SIZE_BUCKETS];
	__u64 bytes; /* of all of them */
};

enum ebpfctl_first_header {
	EBPFCTL_FIRST_ETHERNET,
	EBPFCTL_FIRST_IP,      /* tun, wireguard, ppp: no link-layer header */
	EBPFCTL_FIRST_UNKNOWN, /* counted, all of it as other/other */
};

enum ebpfctl_xdp_mode {
	EBPFCTL_XDP_AUTO, /* only as what was asked for */
	EBPFCTL_XDP_NATIVE,
	EBPFCTL_XDP_GENERIC,
};

/* The .rodata of the packets object, one instance for each interface. */
struct ebpfctl_packets_config {
	__u32 slot;
	__u32 first_header; /* enum ebpfctl_first_header */
	__u32 has_sizes;    /* the map `sizes` is there, and counted into */
};

/*
 * The value of `interfaces`, by slot. It is meant only while a link pin of the same
 * network namespace and ifindex exists; a slot without one is free.
 */
struct ebpfctl_interface {
	__u64 netns_ino;
	__u64 attached_ns; /* CLOCK_BOOTTIME */
	__u32 ifindex;
	__u32 mode;			 /* enum ebpfctl_xdp_mode: as attached */
	__u32 wanted;			 /* enum ebpfctl_xdp_mode: as asked for */
	__u32 link_layer;		 /* enum ebpfctl_first_header */
	char ifname[EBPFCTL_IFNAME_LEN]; /* at load, NUL terminated */
};

/* ---- opens ---- */

/*
 * One source, two objects: opens_btf has what needs the kernel's BTF (ppid, directories).
 * One CO-RE relocation makes libbpf refuse a whole object where there is none.
 */
#define EBPFCTL_OPENS_OBJECT "opens"
#define EBPFCTL_OPENS_BTF_OBJECT "opens_btf"
#define EBPFCTL_COMMS_MAP "comms"
#define EBPFCTL_OTHERS_MAP "others"
#define EBPFCTL_BODIES_MAP "bodies"
#define EBPFCTL_SCRATCH_MAP "scratch"
#define EBPFCTL_PENDING_MAP "pending"
#define EBPFCTL_DIR_SCRATCH_MAP "dir_scratch" /* of opens_btf alone */
#define EBPFCTL_ACTIVE_MAP "active_readers"
#define EBPFCTL_RINGS_MAP "rings"
#define EBPFCTL_READER_STATE_MAP "reader_state"
#define EBPFCTL_READER_BOOKS_MAP "reader_books"

#define EBPFCTL_COMM_LEN 16
#define EBPFCTL_COMMS_MAX 16384
#define EBPFCTL_READERS_MAX 16
#define EBPFCTL_PATH_MAX 4096 /* PATH_MAX, with its NUL */
#define EBPFCTL_FILTER_VALUES 8

/* Slots of `bodies`. */
enum ebpfctl_body {
	EBPFCTL_BODY_EXIT,  /* the call has returned */
	EBPFCTL_BODY_ENTRY, /* kprobe alone: the call begins */
	EBPFCTL_BODIES_MAX,
};

#define EBPFCTL_PENDING_MAX 16384

/* The value of `pending`: what the entry of a call leaves for its exit. */
struct ebpfctl_pending_call {
	__u64 path; /* in the caller's memory */
	__u64 how;  /* the kernel's struct open_how, on the caller's kernel stack */
	__s32 dirfd;
	__u32 reserved;
};

/* The key of `comms`: the name of a thread, NUL padded. */
struct ebpfctl_comm {
	char text[EBPFCTL_COMM_LEN];
};

/* The value of `comms`, per CPU, and of `others`: what found no room in `comms`. */
struct ebpfctl_open_counts {
	__u64 opens;  /* all of them */
	__u64 failed; /* those that returned an error */
};

/*
 * How long calls took, where opens was loaded with --latency: `started` has when each call
 * that is under way began, by thread, and `latency` is per CPU, by comm. What finds no room
 * there is counted under the empty comm. Bucket N counts what took no longer than 1024 << N ns
 * and is in no bucket before it; the last one what took longer than all of these.
 */
#define EBPFCTL_STARTED_MAP "started"
#define EBPFCTL_LATENCY_MAP "latency"
#define EBPFCTL_STARTED_MAX 16384
#define EBPFCTL_LATENCY_COMMS_MAX 2048
#define EBPFCTL_LATENCY_BUCKETS 24
#define EBPFCTL_LATENCY_LIMIT_NS(n) (1024ull << (n))

struct ebpfctl_latency_counts {
	__u64 opens[EBPFCTL_LATENCY_BUCKETS];
	__u64 sum_ns;
};

/* The section .rodata.config of the opens objects. */
struct ebpfctl_opens_config {
	__u32 has_latency;
	__u32 reserved;
};

/* Bits of ebpfctl_open_event.unknown: which fields could not be had. */
#define EBPFCTL_UNKNOWN_PATH (1u << 0)	   /* the path's memory could not be read */
#define EBPFCTL_UNKNOWN_PATH_END (1u << 1) /* the path was longer than PATH_MAX */
#define EBPFCTL_UNKNOWN_HOW (1u << 2) /* openat2's struct open_how could not be read */
#define EBPFCTL_UNKNOWN_PID \
	(1u << 3)		       /* the task is outside the reader's pid namespace \
					*/
#define EBPFCTL_UNKNOWN_PPID (1u << 4) /* the kernel has no BTF, or as with the pid */
#define EBPFCTL_UNKNOWN_DIR \
	(1u << 5) /* no BTF, or dirfd is no directory that is open \
		   */
#define EBPFCTL_UNKNOWN_DIR_START \
	(1u << 6) /* more than EBPFCTL_DIR_STEPS_MAX components */
#define EBPFCTL_UNKNOWN_CALL \
	(1u << 7) /* the entry of the call was not seen: no dirfd \
		   */

#define EBPFCTL_DIR_STEPS_MAX 32

/*
 * A record in a ring: as long as its text, which is the path as it was given and, for a
 * reader that wants it and a relative path, the directory that it is relative to. Neither
 * is terminated.
 */
struct ebpfctl_open_event {
	__u64 seq;     /* counts this reader's matching events; a gap is a dropped one */
	__u64 time_ns; /* CLOCK_BOOTTIME, when the call returned */
	__u64 flags;   /* O_*, as the caller gave them */
	__u64 mode;    /* as the caller gave it; it means something only with O_CREAT */
	__u64 cgroup_id;
	__u32 pid; /* the process (tgid), in the reader's pid namespace */
	__u32 tid;
	__u32 ppid;
	__u32 uid;
	__u32 gid;
	__s32 result;	/* the descriptor, or minus the errno */
	__s32 dirfd;	/* AT_FDCWD for open and creat */
	__u32 unknown;	/* EBPFCTL_UNKNOWN_* */
	__u32 path_len; /* bytes of the path, at the beginning of text; below PATH_MAX */
	__u32 dir_len;	/* bytes of the directory behind it; 0 where there is none */
	struct ebpfctl_comm comm;
	char text[2 * EBPFCTL_PATH_MAX + 8]; /* room to see that a path is too long */
};

#define EBPFCTL_OPEN_EVENT_HEAD __builtin_offsetof(struct ebpfctl_open_event, text)

/*
 * What a reader wants: a list of values for each kind. An event passes a list when one of
 * its values matches that is not negated (if there is such a one), and none that is.
 */
enum ebpfctl_filter_kind {
	EBPFCTL_FILTER_PID,
	EBPFCTL_FILTER_TID,
	EBPFCTL_FILTER_UID,
	EBPFCTL_FILTER_ERRNO,
	EBPFCTL_FILTER_ANCESTOR, /* a process above the one that opens; needs BTF */
	EBPFCTL_FILTER_IDS,	 /* the kinds before this are numbers, in `id` */
	EBPFCTL_FILTER_COMM = EBPFCTL_FILTER_IDS,
	EBPFCTL_FILTER_FLAGS,
	EBPFCTL_FILTER_CGROUP,
	EBPFCTL_FILTER_PREFIX,
	EBPFCTL_FILTER_KINDS,
};

enum ebpfctl_comm_match {
	EBPFCTL_COMM_WHOLE,
	EBPFCTL_COMM_PREFIX,
	EBPFCTL_COMM_PART,
};

#define EBPFCTL_PREFIX_WORDS 32 /* of 8 bytes */
#define EBPFCTL_CGROUP_DEPTH_MAX 32
#define EBPFCTL_ANCESTORS_MAX 64

struct ebpfctl_filter {
	__u32 failed_only;
	__u32 used; /* bit N: the list of kind N has values */
	struct {
		__u32 count;
		__u32 negated; /* bit N: value N is */
	} list[EBPFCTL_FILTER_KINDS];
	__u32 id[EBPFCTL_FILTER_IDS][EBPFCTL_FILTER_VALUES];
	struct {
		__u32 match; /* enum ebpfctl_comm_match */
		__u32 len;   /* 1 to EBPFCTL_COMM_LEN - 1 */
		char text[EBPFCTL_COMM_LEN];
	} comm[EBPFCTL_FILTER_VALUES];
	struct {
		__u64 mask;
		__u64 value; /* of the flags under the mask */
	} flags[EBPFCTL_FILTER_VALUES];
	__u64 cgroup[EBPFCTL_FILTER_VALUES]; /* its id: it, or one below it */
	struct {
		__u64 text[EBPFCTL_PREFIX_WORDS];
		__u64 mask[EBPFCTL_PREFIX_WORDS]; /* the bytes that count */
	} prefix[EBPFCTL_FILTER_VALUES];
};

/* The value of `active_readers`: bit N stands for slot N. Written under the lock. */
struct ebpfctl_active {
	__u32 readers;
	__u32 wants_dir; /* those of them that want directories */
};

/*
 * A reader's own one-entry BPF_F_MMAPABLE map, the inner map of `reader_state`. The
 * reader renews its lease by a plain store; nobody updates this map by bpf(2), which
 * would write over what the program counts in it.
 */
struct ebpfctl_reader_state {
	/* written by the reader */
	__u64 lease_end_ns; /* CLOCK_MONOTONIC; past it the program only counts `lapsed`
			     */
	__u64 pidns_dev; /* of the reader's pid namespace; both 0 for the initial one */
	__u64 pidns_ino;
	__u32 pid;	  /* of the reader, in its own pid namespace */
	__u32 wake_bytes; /* unread bytes in the ring from which it is woken at once */
	__u32 wants_dir;  /* it wants the directory of relative paths */
	__u32 reserved_1;
	struct ebpfctl_filter filter;
	/* written by the program, on a cache line of its own */
	__u64 next_seq __attribute__((aligned(64)));
	__u64 last_wake_ns; /* CLOCK_MONOTONIC */
	__u64 reserved_2[6];
};

/* A reader's own per-CPU map. hits = delivered + filtered + dropped + lapsed. */
struct ebpfctl_reader_books {
	__u64 hits;
	__u64 delivered;
	__u64 filtered;
	__u64 dropped; /* no room in the ring */
	__u64 lapsed;  /* the reader's lease was over */
};

/*
 * The program wakes a reader when this long has passed since it last did, so a
 * reader may sleep long only after an empty interval longer than this.
 */
#define EBPFCTL_WAKE_INTERVAL_NS 10000000ull

#define EBPFCTL_ASSERT_SIZE(type, size) \
	_Static_assert(sizeof(type) == (size), #type " has changed its size")

EBPFCTL_ASSERT_SIZE(struct ebpfctl_meta, 88);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_tc_filter, 48);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_types, 8);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_class_count, 16);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_interface_counts, 256);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_size_counts, 104);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_packets_config, 12);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_interface, 48);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_open_counts, 16);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_latency_counts, 200);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_opens_config, 8);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_open_event, 96 + 8200);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_filter, 4720);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_reader_state, 4864);
EBPFCTL_ASSERT_SIZE(struct ebpfctl_reader_books, 40);

#endif
