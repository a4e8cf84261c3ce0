// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counts file opens per comm, and hands each one to whoever reads. What is attached is a
 * stub that only tail-calls a slot of `bodies`; the body of a route turns the hook's
 * context into a struct open_call, and everything behind that is shared by all routes.
 */
#include <linux/bpf.h>
#include <asm/ptrace.h>
#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "ebpfctl_abi.h"
#include "kernel_types.bpf.h"
#ifdef EBPFCTL_WITH_BTF
#include "directory.bpf.h"
#endif

char LICENSE[] SEC("license") = "GPL";

/* What one returned call was, whichever hook saw it. */
struct open_call {
	const char *path; /* in the caller's memory */
	__u64 flags;
	__u64 mode;
	__s32 dirfd;
	__s32 result;
	__u32 unknown;
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, EBPFCTL_BODIES_MAX);
} bodies SEC(".maps");

/*
 * kprobe: the arguments of calls that have not returned yet, by thread. An LRU, since
 * what the kernel missed to return from would stay for ever; a call that is pushed out is
 * counted all the same, without its path.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, __u64);
	__type(value, struct ebpfctl_pending_call);
	__uint(max_entries, EBPFCTL_PENDING_MAX);
} pending SEC(".maps");

/* Never an LRU: that forgets counts. What does not fit is counted in `others`. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__type(key, struct ebpfctl_comm);
	__type(value, struct ebpfctl_open_counts);
	__uint(max_entries, EBPFCTL_COMMS_MAX);
} comms SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct ebpfctl_open_counts);
	__uint(max_entries, 1);
} others SEC(".maps");

/* The next two are not made, and what uses them not in the programs, without --latency. */
const volatile struct ebpfctl_opens_config config SEC(".rodata.config");

/* An LRU, since the exit of a call can be missed. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, __u64);
	__type(value, __u64);
	__uint(max_entries, EBPFCTL_STARTED_MAX);
} started SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__type(key, struct ebpfctl_comm);
	__type(value, struct ebpfctl_latency_counts);
	__uint(max_entries, EBPFCTL_LATENCY_COMMS_MAX);
} latency SEC(".maps");

/* Bit N: slot N of the three maps below is taken. Written under the lock. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct ebpfctl_active);
	__uint(max_entries, 1);
} active_readers SEC(".maps");

/* Sizes in numbers: libbpf 1.1 cannot find a struct that only an inner map names. */
struct reader_state_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct ebpfctl_reader_state));
	__uint(max_entries, 1);
};

struct reader_books_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct ebpfctl_reader_books));
	__uint(max_entries, 1);
};

struct ring_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__type(key, __u32);
	__uint(max_entries, EBPFCTL_READERS_MAX);
	__array(values, struct reader_state_map);
} reader_state SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__type(key, __u32);
	__uint(max_entries, EBPFCTL_READERS_MAX);
	__array(values, struct reader_books_map);
} reader_books SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__type(key, __u32);
	__uint(max_entries, EBPFCTL_READERS_MAX);
	__array(values, struct ring_map);
} rings SEC(".maps");

/* A record is larger than the stack; the hooks of all routes stay on their CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct ebpfctl_open_event);
	__uint(max_entries, 1);
} scratch SEC(".maps");

static const __u32 zero;
static const struct ebpfctl_comm no_comm;
static const struct ebpfctl_latency_counts no_latency;

/*
 * Of this CPU alone. Plain, as nothing else of this probe runs here meanwhile: kprobes and
 * perf's tracepoints run with preemption off (trace_call_bpf(), kernel/trace/bpf_trace.c), and
 * an fexit program that is preempted skips what comes then, which the kernel counts
 * (__bpf_prog_enter_recur(), kernel/bpf/trampoline.c).
 */
static __always_inline void increment(__u64 *counter)
{
	*(volatile __u64 *)counter += 1;
}

/* ---- counting ---- */

static __always_inline void count_into(struct ebpfctl_open_counts *counts, int failed)
{
	increment(&counts->opens);
	if (failed)
		increment(&counts->failed);
}

static __always_inline void count_open(const struct ebpfctl_comm *comm, int failed)
{
	struct ebpfctl_open_counts *counts = bpf_map_lookup_elem(&comms, comm);
	struct ebpfctl_open_counts first = {.opens = 1, .failed = failed};

	if (!counts) {
		if (!bpf_map_update_elem(&comms, comm, &first, BPF_NOEXIST))
			return;
		/* another CPU was first, or there is no room */
		counts = bpf_map_lookup_elem(&comms, comm);
	}
	if (!counts)
		counts = bpf_map_lookup_elem(&others, &zero);
	if (counts)
		count_into(counts, failed);
}

/* ---- how long it took ---- */

static __always_inline struct ebpfctl_latency_counts *
latency_of(const struct ebpfctl_comm *comm)
{
	struct ebpfctl_latency_counts *counts = bpf_map_lookup_elem(&latency, comm);

	if (counts)
		return counts;
	bpf_map_update_elem(&latency, comm, &no_latency, BPF_NOEXIST);
	counts = bpf_map_lookup_elem(&latency, comm);
	return counts ? counts : bpf_map_lookup_elem(&latency, &no_comm);
}

static __always_inline __u32 bucket_of(__u64 ns)
{
	__u32 bucket = 0;

	while (bucket < EBPFCTL_LATENCY_BUCKETS - 1 &&
	       ns > EBPFCTL_LATENCY_LIMIT_NS(bucket))
		bucket++;
	return bucket;
}

/* Of a call whose beginning was seen. */
static __always_inline void count_latency(const struct ebpfctl_comm *comm)
{
	__u64 thread = bpf_get_current_pid_tgid(), ns;
	__u64 *begin = bpf_map_lookup_elem(&started, &thread);
	struct ebpfctl_latency_counts *counts;
	__u32 bucket;

	if (!begin)
		return;
	ns = bpf_ktime_get_ns() - *begin;
	bpf_map_delete_elem(&started, &thread);
	bucket = bucket_of(ns);
	counts = latency_of(comm);
	if (!counts || bucket >= EBPFCTL_LATENCY_BUCKETS)
		return;
	increment(&counts->opens[bucket]);
	*(volatile __u64 *)&counts->sum_ns += ns;
}

static __always_inline int note_start(void)
{
	__u64 thread = bpf_get_current_pid_tgid(), now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &thread, &now, BPF_ANY);
	return 0;
}

/* ---- filters ---- */

static __always_inline int text_at(const char *comm, __u32 at, const char *text,
				   __u32 len)
{
	for (__u32 i = 0; i < EBPFCTL_COMM_LEN; i++) {
		if (i >= len)
			return 1;
		if (at + i >= EBPFCTL_COMM_LEN ||
		    comm[(at + i) % EBPFCTL_COMM_LEN] != text[i])
			return 0;
	}
	return 1;
}

static __always_inline int comm_matches(const struct ebpfctl_open_event *event,
					const struct ebpfctl_filter *filter, __u32 i)
{
	__u32 len = filter->comm[i].len, match = filter->comm[i].match;

	for (__u32 at = 0; at < EBPFCTL_COMM_LEN; at++) {
		if (text_at(event->comm.text, at, filter->comm[i].text, len))
			return match != EBPFCTL_COMM_WHOLE || len >= EBPFCTL_COMM_LEN ||
			       event->comm.text[len % EBPFCTL_COMM_LEN] == 0;
		if (match != EBPFCTL_COMM_PART)
			return 0;
	}
	return 0;
}

/* What stands behind a short path is of an earlier one: its length is looked at too. */
static __always_inline int prefix_matches(const struct ebpfctl_open_event *event,
					  const struct ebpfctl_filter *filter, __u32 i)
{
	const __u64 *text = (const __u64 *)event->text;

	for (__u32 word = 0; word < EBPFCTL_PREFIX_WORDS; word++) {
		__u64 mask = filter->prefix[i].mask[word];

		if (!mask)
			return 1;
		if (word * sizeof(__u64) >= event->path_len ||
		    (text[word] ^ filter->prefix[i].text[word]) & mask)
			return 0;
	}
	return 1;
}

static __always_inline int cgroup_matches(__u64 cgroup)
{
	for (int level = 0; level < EBPFCTL_CGROUP_DEPTH_MAX; level++) {
		__u64 ancestor = bpf_get_current_ancestor_cgroup_id(level);

		if (ancestor == cgroup)
			return 1;
		if (!ancestor)
			return 0;
	}
	return 0;
}

/* In the numbers of the initial pid namespace. */
static __always_inline int has_ancestor(__u32 pid)
{
#ifdef EBPFCTL_WITH_BTF
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	for (int i = 0; i < EBPFCTL_ANCESTORS_MAX; i++) {
		task = task->real_parent;
		if (task->tgid == (int)pid)
			return 1;
		if (task->tgid <= 1)
			return 0;
	}
#endif
	return 0;
}

static __always_inline __u32 id_of(const struct ebpfctl_open_event *event, __u32 kind)
{
	switch (kind) {
	case EBPFCTL_FILTER_PID:
		return event->pid;
	case EBPFCTL_FILTER_TID:
		return event->tid;
	case EBPFCTL_FILTER_UID:
		return event->uid;
	default:
		return event->result < 0 ? -event->result : 0;
	}
}

/*
 * Global functions, here and below: the verifier looks at each once, instead of once for
 * each kind, value and reader.
 */
__attribute__((noinline)) int value_matches(const struct ebpfctl_open_event *event,
					    const struct ebpfctl_reader_state *state,
					    __u32 kind, __u32 i)
{
	if (!event || !state || i >= EBPFCTL_FILTER_VALUES)
		return 0;
	if (kind == EBPFCTL_FILTER_ANCESTOR)
		return has_ancestor(state->filter.id[kind][i]);
	if (kind < EBPFCTL_FILTER_IDS)
		return state->filter.id[kind][i] == id_of(event, kind);
	if (kind == EBPFCTL_FILTER_COMM)
		return comm_matches(event, &state->filter, i);
	if (kind == EBPFCTL_FILTER_FLAGS)
		return (event->flags & state->filter.flags[i].mask) ==
		       state->filter.flags[i].value;
	if (kind == EBPFCTL_FILTER_CGROUP)
		return cgroup_matches(state->filter.cgroup[i]);
	return prefix_matches(event, &state->filter, i);
}

/* Whether a field that cannot be had is asked for: then no value matches. */
static __always_inline int is_unknown(const struct ebpfctl_open_event *event, __u32 kind)
{
	if (kind == EBPFCTL_FILTER_PID || kind == EBPFCTL_FILTER_TID)
		return event->unknown & EBPFCTL_UNKNOWN_PID;
	if (kind == EBPFCTL_FILTER_FLAGS)
		return event->unknown & EBPFCTL_UNKNOWN_HOW;
	return kind == EBPFCTL_FILTER_PREFIX && event->unknown & EBPFCTL_UNKNOWN_PATH;
}

__attribute__((noinline)) int list_matches(const struct ebpfctl_open_event *event,
					   const struct ebpfctl_reader_state *state,
					   __u32 kind)
{
	int wanted = 1, found = 0;

	if (!event || !state || kind >= EBPFCTL_FILTER_KINDS)
		return 0;
	for (__u32 i = 0; i < EBPFCTL_FILTER_VALUES; i++) {
		int negated = state->filter.list[kind].negated >> i & 1;

		if (i >= state->filter.list[kind].count)
			break;
		if (!negated)
			wanted = 0;
		if (is_unknown(event, kind) || !value_matches(event, state, kind, i))
			continue;
		if (negated)
			return 0;
		found = 1;
	}
	return wanted | found;
}

static __always_inline int event_matches(const struct ebpfctl_open_event *event,
					 const struct ebpfctl_reader_state *state)
{
	__u32 used = state->filter.used;

	if (state->filter.failed_only && event->result >= 0)
		return 0;
	for (__u32 kind = 0; used && kind < EBPFCTL_FILTER_KINDS; kind++)
		if (used >> kind & 1 && !list_matches(event, state, kind))
			return 0;
	return 1;
}

/* ---- one reader ---- */

/* As the reader's own pid namespace numbers them; a task outside it has no number. */
static __always_inline void set_pids(struct ebpfctl_open_event *event,
				     const struct ebpfctl_reader_state *state)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct bpf_pidns_info local = {};

	event->pid = id >> 32;
	event->tid = id;
	if (!state->pidns_ino)
		return;
	event->unknown |= EBPFCTL_UNKNOWN_PPID;
	if (bpf_get_ns_current_pid_tgid(state->pidns_dev, state->pidns_ino, &local,
					sizeof(local)))
		event->unknown |= EBPFCTL_UNKNOWN_PID;
	event->pid = local.tgid;
	event->tid = local.pid;
}

/* A wake-up costs more than everything else here: only when one is due. */
static __always_inline __u64 wake_flags(struct ebpfctl_reader_state *state, void *ring,
					__u64 now)
{
	__u64 last = state->last_wake_ns;

	if (now - last > EBPFCTL_WAKE_INTERVAL_NS) {
		state->last_wake_ns = now;
		return BPF_RB_FORCE_WAKEUP;
	}
	if (bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) >= state->wake_bytes)
		return BPF_RB_FORCE_WAKEUP;
	return BPF_RB_NO_WAKEUP;
}

static __always_inline void *inner_value(void *outer, __u32 reader)
{
	void *inner = bpf_map_lookup_elem(outer, &reader);

	return inner ? bpf_map_lookup_elem(inner, &zero) : 0;
}

/* Neither is above PATH_MAX - 1 anyway: the masks are what the verifier can follow. */
static __always_inline __u64 event_size(const struct ebpfctl_open_event *event,
					const struct ebpfctl_reader_state *state)
{
	__u64 size = EBPFCTL_OPEN_EVENT_HEAD + (event->path_len & (EBPFCTL_PATH_MAX - 1));

	return state->wants_dir ? size + (event->dir_len & (EBPFCTL_PATH_MAX - 1)) : size;
}

static __always_inline void hand_over(struct ebpfctl_open_event *event,
				      struct ebpfctl_reader_state *state,
				      struct ebpfctl_reader_books *books, void *ring,
				      __u64 now)
{
	if (!event_matches(event, state)) {
		increment(&books->filtered);
		return;
	}
	event->seq = __sync_fetch_and_add(&state->next_seq, 1);
	if (bpf_ringbuf_output(ring, event, event_size(event, state),
			       wake_flags(state, ring, now)))
		increment(&books->dropped);
	else
		increment(&books->delivered);
}

/* NOW is CLOCK_MONOTONIC, asked for once for all readers. */
__attribute__((noinline)) int deliver(struct ebpfctl_open_event *event, __u32 reader,
				      __u64 now)
{
	struct ebpfctl_reader_state *state = inner_value(&reader_state, reader);
	struct ebpfctl_reader_books *books = inner_value(&reader_books, reader);
	void *ring = bpf_map_lookup_elem(&rings, &reader);
	__u32 unknown;

	if (!event || !state || !books || !ring)
		return 0;
	increment(&books->hits);
	if (*(volatile __u64 *)&state->lease_end_ns < now) {
		increment(&books->lapsed);
		return 0;
	}
	/* what this reader cannot know, the next one can */
	unknown = event->unknown;
	set_pids(event, state);
	hand_over(event, state, books, ring, now);
	event->unknown = unknown;
	return 0;
}

/* ---- one event ---- */

/* At the exit of the call: at its entry the page may not be there yet. */
static __always_inline void read_path(struct ebpfctl_open_event *event, const char *path)
{
	long n = bpf_probe_read_user_str(event->text, EBPFCTL_PATH_MAX + 1, path);

	event->path_len = 0;
	if (n < 0) {
		event->unknown |= EBPFCTL_UNKNOWN_PATH;
		return;
	}
	/* the empty string is of length 1, but 0 in some kernels, as 6.1 */
	if (!n) {
		event->text[0] = '\0';
		return;
	}
	event->path_len = n - 1;
	if (n > EBPFCTL_PATH_MAX) {
		event->unknown |= EBPFCTL_UNKNOWN_PATH_END;
		event->path_len = EBPFCTL_PATH_MAX - 1;
	}
}

static __always_inline void read_parent(struct ebpfctl_open_event *event)
{
#ifdef EBPFCTL_WITH_BTF
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	event->ppid = task->real_parent->tgid;
#else
	event->ppid = 0;
	event->unknown |= EBPFCTL_UNKNOWN_PPID;
#endif
}

/* Only for a relative path, and only while somebody wants it. */
static __always_inline void read_directory(struct ebpfctl_open_event *event)
{
	if (event->unknown & EBPFCTL_UNKNOWN_PATH || event->text[0] == '/')
		return;
#ifdef EBPFCTL_WITH_BTF
	if (!(event->unknown & EBPFCTL_UNKNOWN_CALL)) {
		read_dir(event);
		return;
	}
#endif
	event->unknown |= EBPFCTL_UNKNOWN_DIR;
}

static __always_inline void fill_event(struct ebpfctl_open_event *event,
				       const struct open_call *call,
				       const struct ebpfctl_comm *comm)
{
	__u64 ids = bpf_get_current_uid_gid();

	event->time_ns = bpf_ktime_get_boot_ns();
	event->flags = call->flags;
	event->mode = call->mode;
	event->cgroup_id = bpf_get_current_cgroup_id();
	event->uid = ids;
	event->gid = ids >> 32;
	event->result = call->result;
	event->dirfd = call->dirfd;
	event->unknown = call->unknown;
	event->dir_len = 0;
	event->comm = *comm;
	read_parent(event);
	read_path(event, call->path);
}

static __always_inline void hand_to_readers(const struct open_call *call,
					    const struct ebpfctl_comm *comm,
					    __u32 readers, __u32 wants_dir)
{
	struct ebpfctl_open_event *event = bpf_map_lookup_elem(&scratch, &zero);
	__u64 now = bpf_ktime_get_ns();

	if (!event)
		return;
	fill_event(event, call, comm);
	if (wants_dir)
		read_directory(event);
	for (__u32 i = 0; i < EBPFCTL_READERS_MAX; i++)
		if (readers >> i & 1)
			deliver(event, i, now);
}

static __always_inline int handle_open(const struct open_call *call)
{
	volatile struct ebpfctl_active *active =
		bpf_map_lookup_elem(&active_readers, &zero);
	struct ebpfctl_comm comm = {};
	__u32 readers;

	bpf_get_current_comm(&comm, sizeof(comm));
	count_open(&comm, call->result < 0);
	if (config.has_latency)
		count_latency(&comm);
	readers = active ? active->readers : 0;
	if (readers)
		hand_to_readers(call, &comm, readers, active->wants_dir);
	return 0;
}

/* ---- route: tracepoint ---- */

static __always_inline int read_how(struct open_call *call, const void *user_how)
{
	struct open_how_head how = {};

	if (bpf_probe_read_user(&how, sizeof(how), user_how))
		call->unknown |= EBPFCTL_UNKNOWN_HOW;
	call->flags = how.flags;
	call->mode = how.mode;
	return 1;
}

#ifdef EBPFCTL_WITH_BTF
#define REGISTER(field) (field)

static __always_inline struct pt_regs *registers_of(struct syscall_exit *ctx)
{
	return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
}
#else
/* The kernel gives no task and no registers away of which it cannot say the type. */
#define REGISTER(field) read_register(&(field))

static __always_inline __u64 read_register(const void *field)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), field);
	return value;
}

static __always_inline struct pt_regs *registers_of(struct syscall_exit *ctx)
{
	return (struct pt_regs *)read_register(&ctx->registers);
}
#endif

static __always_inline long number_of(const struct syscall_exit *ctx)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	/* the upper half of a long is 0, and what follows an int can be anything */
	return ctx->number[0] ? ctx->number[0] : ctx->number[1];
#else
	return ctx->number[0];
#endif
}

/* 0 for a system call that is none of ours. */
static __always_inline int read_syscall(struct open_call *call, long number,
					struct pt_regs *regs)
{
	call->dirfd = AT_FDCWD;
	switch (number) {
#ifdef __NR_open
	case __NR_open:
		call->path = (const char *)REGISTER(FIRST_ARGUMENT(regs));
		call->flags = (__u32)REGISTER(PT_REGS_PARM2(regs));
		call->mode = (__u32)REGISTER(PT_REGS_PARM3(regs));
		return 1;
#endif
#ifdef __NR_creat
	case __NR_creat:
		call->path = (const char *)REGISTER(FIRST_ARGUMENT(regs));
		call->flags = O_CREAT | O_WRONLY | O_TRUNC;
		call->mode = (__u32)REGISTER(PT_REGS_PARM2(regs));
		return 1;
#endif
	case __NR_openat:
		call->dirfd = REGISTER(FIRST_ARGUMENT(regs));
		call->path = (const char *)REGISTER(PT_REGS_PARM2(regs));
		call->flags = (__u32)REGISTER(PT_REGS_PARM3(regs));
		call->mode = (__u32)REGISTER(PT_REGS_PARM4_SYSCALL(regs));
		return 1;
	case __NR_openat2:
		call->dirfd = REGISTER(FIRST_ARGUMENT(regs));
		call->path = (const char *)REGISTER(PT_REGS_PARM2(regs));
		return read_how(call, (const void *)REGISTER(PT_REGS_PARM3(regs)));
	default:
		return 0;
	}
}

/* Bodies, which stubs call, are in sections of our own: see src/kern/object_bodies.h. */
SEC("body/tracepoint")
int body_tracepoint(struct syscall_exit *ctx)
{
	struct open_call call = {.result = ctx->result};

	return read_syscall(&call, number_of(ctx), registers_of(ctx)) ?
		       handle_open(&call) :
		       0;
}

/*
 * Stubs never change between releases: --replace updates the slot behind them, which
 * is exact, while attaching a second program beside the first loses or doubles events.
 */
#define TRACEPOINT_STUB(syscall)                                \
	SEC("tracepoint/syscalls/sys_exit_" #syscall)           \
	int stub_##syscall(struct syscall_exit *ctx)            \
	{                                                       \
		bpf_tail_call(ctx, &bodies, EBPFCTL_BODY_EXIT); \
		return 0;                                       \
	}

#ifdef __NR_open
TRACEPOINT_STUB(open)
#endif
#ifdef __NR_creat
TRACEPOINT_STUB(creat)
#endif
TRACEPOINT_STUB(openat)
TRACEPOINT_STUB(openat2)

/* ---- routes: fexit and kprobe on do_sys_openat2 ---- */

/* The kernel's own struct open_how: flags with O_LARGEFILE, a mode that is masked. */
static __always_inline void read_kernel_how(struct open_call *call,
					    const void *kernel_how)
{
	struct open_how_head how = {};

	if (bpf_probe_read_kernel(&how, sizeof(how), kernel_how))
		call->unknown |= EBPFCTL_UNKNOWN_HOW;
	call->flags = how.flags;
	call->mode = how.mode;
}

/* The arguments of do_sys_openat2(dfd, filename, how), then what it returned. */
SEC("body/fexit/do_sys_openat2")
int body_fexit(__u64 *ctx)
{
	struct open_call call = {
		.dirfd = (__s32)ctx[0],
		.path = (const char *)ctx[1],
		.result = (__s32)ctx[3],
	};

	read_kernel_how(&call, (const void *)ctx[2]);
	return handle_open(&call);
}

SEC("fexit/do_sys_openat2")
int stub_fexit(__u64 *ctx)
{
	bpf_tail_call(ctx, &bodies, EBPFCTL_BODY_EXIT);
	return 0;
}

SEC("body/kprobe")
int body_kprobe(struct pt_regs *ctx)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct ebpfctl_pending_call arguments = {
		.dirfd = (__s32)PT_REGS_PARM1(ctx),
		.path = PT_REGS_PARM2(ctx),
		.how = PT_REGS_PARM3(ctx),
	};

	bpf_map_update_elem(&pending, &thread, &arguments, BPF_ANY);
	return 0;
}

SEC("body/kretprobe")
int body_kretprobe(struct pt_regs *ctx)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct ebpfctl_pending_call *arguments = bpf_map_lookup_elem(&pending, &thread);
	struct open_call call = {.result = (__s32)PT_REGS_RC(ctx)};

	if (!arguments) {
		call.unknown = EBPFCTL_UNKNOWN_HOW | EBPFCTL_UNKNOWN_CALL;
		return handle_open(&call);
	}
	call.dirfd = arguments->dirfd;
	call.path = (const char *)arguments->path;
	read_kernel_how(&call, (const void *)arguments->how);
	bpf_map_delete_elem(&pending, &thread);
	return handle_open(&call);
}

SEC("kprobe/do_sys_openat2")
int stub_kprobe(struct pt_regs *ctx)
{
	bpf_tail_call(ctx, &bodies, EBPFCTL_BODY_ENTRY);
	return 0;
}

SEC("kretprobe/do_sys_openat2")
int stub_kretprobe(struct pt_regs *ctx)
{
	bpf_tail_call(ctx, &bodies, EBPFCTL_BODY_EXIT);
	return 0;
}

/*
 * ---- --latency: the beginning of the call, on the hooks of each route ----
 *
 * Attached themselves, and not by a stub: what they do never changes, and a slot of `bodies`
 * is for programs of one kind.
 */

#define TRACEPOINT_TIMER(syscall)                      \
	SEC("tracepoint/syscalls/sys_enter_" #syscall) \
	int time_##syscall(void *ctx)                  \
	{                                              \
		return note_start();                   \
	}

#ifdef __NR_open
TRACEPOINT_TIMER(open)
#endif
#ifdef __NR_creat
TRACEPOINT_TIMER(creat)
#endif
TRACEPOINT_TIMER(openat)
TRACEPOINT_TIMER(openat2)

SEC("fentry/do_sys_openat2")
int time_fentry(__u64 *ctx)
{
	return note_start();
}

SEC("kprobe/do_sys_openat2")
int time_kprobe(struct pt_regs *ctx)
{
	return note_start();
}
