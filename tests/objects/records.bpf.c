// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A record for each kill(2) by the process in `target`, of types that no variable of the
 * object declares. As the number of the signal says: by a ring whose definition has the type,
 * whole (0) or without the end of its text; or by one whose has not: what a map holds, too
 * (SIGURG), or what only the stack has, and is as large as what the program is called with
 * (SIGWINCH).
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <stddef.h>

#include <bpf/bpf_helpers.h>

#define SIGURG 23
#define SIGWINCH 28

struct told {
	__u64 number;
	char text[40];
};

typedef struct { /* without a tag */
	__u32 number, twice;
} held_t;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct told); /* as for bpf2go */
} telling SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} silent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, held_t);
} last SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} target SEC(".maps");

__u64 number;

typedef struct kill_arguments {
	__u64 common, system_call;
	__u64 pid, signal;
} kill_arguments_t;

static __always_inline void tell(__u64 size)
{
	struct told told = {.number = number, .text = "as many as there are"};

	bpf_ringbuf_output(&telling, &told, size, 0);
}

static __always_inline void send_held(void)
{
	held_t held = {.number = number, .twice = 2 * number};
	__u32 key = 0;

	bpf_map_update_elem(&last, &key, &held, BPF_ANY);
	bpf_ringbuf_output(&silent, &held, sizeof(held), 0);
}

static __always_inline void send_other(void)
{
	__u64 other[sizeof(struct kill_arguments) / sizeof(__u64)] = {number};

	bpf_ringbuf_output(&silent, other, sizeof(other), 0);
}

SEC("tracepoint/syscalls/sys_enter_kill")
int on_kill(kill_arguments_t *arguments)
{
	__u32 key = 0, *wanted = bpf_map_lookup_elem(&target, &key);

	if (!wanted || bpf_get_current_pid_tgid() >> 32 != *wanted)
		return 0;
	number++;
	if (number > 1000000) /* a literal, whose section has no variables */
		bpf_trace_printk("many\n", sizeof("many\n"));
	if (arguments->signal == 0)
		tell(sizeof(struct told));
	else if (arguments->signal == SIGURG)
		send_held();
	else if (arguments->signal == SIGWINCH)
		send_other();
	else
		tell(offsetof(struct told, text) + sizeof("as many") - 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
