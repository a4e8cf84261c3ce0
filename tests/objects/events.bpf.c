// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A record for each kill(2) by the process in `target`, by a ring buffer or a perf event array, as
 * the number of the signal says: 0 a struct that is declared, as for bpf2go, else text.
 */
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

struct sent {
	__u32 pid;
	__s32 to;
	__u64 number;
	char comm[16];
};

/* keeps the type in the object's BTF */
const struct sent *unused __attribute__((unused));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} target SEC(".maps");

__u64 number;

struct kill_arguments {
	__u64 common, system_call;
	__u64 pid, signal;
};

SEC("tracepoint/syscalls/sys_enter_kill")
int on_kill(struct kill_arguments *arguments)
{
	struct sent sent = {.pid = bpf_get_current_pid_tgid() >> 32};
	__u32 key = 0, *wanted = bpf_map_lookup_elem(&target, &key);

	if (!wanted || sent.pid != *wanted)
		return 0;
	sent.to = arguments->pid;
	sent.number = ++number;
	bpf_get_current_comm(sent.comm, sizeof(sent.comm));
	if (arguments->signal == 0)
		bpf_ringbuf_output(&ring, &sent, sizeof(sent), 0);
	else
		bpf_perf_event_output(arguments, &perf, BPF_F_CURRENT_CPU, sent.comm,
				      sizeof(sent.comm));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
