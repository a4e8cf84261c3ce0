// SPDX-License-Identifier: GPL-2.0-or-later
/* A map of each type that can be read, and programs that use them. */
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_helpers.h>

enum color {
	RED = 1,
	GREEN = 2,
};

struct point {
	__s32 x, y;
};

struct key {
	__u32 pid;
	char comm[16];
};

struct value {
	__u64 count;
	__s16 balance;
	_Bool is_hot;
	enum color color;
	struct point at;
	union {
		__u32 word;
		__u8 octets[4];
	};
	__u32 low : 3;
	__u32 high : 29;
	__u16 ports[3];
	double ratio;
};

struct cpu_value {
	__u64 hits;
	char last[8];
};

struct lpm_key {
	__u32 prefix;
	__u8 address[4];
};

#define MAP(name, map_type, key_type, value_type, entries) \
	struct {                                           \
		__uint(type, BPF_MAP_TYPE_##map_type);     \
		__uint(max_entries, entries);              \
		__type(key, key_type);                     \
		__type(value, value_type);                 \
	} name SEC(".maps")

MAP(numbers, ARRAY, __u32, __u64, 4);
MAP(records, HASH, struct key, struct value, 64);
MAP(recent, LRU_HASH, __u32, struct point, 64);
MAP(per_cpu, PERCPU_ARRAY, __u32, struct cpu_value, 2);
MAP(per_cpu_hash, PERCPU_HASH, __u32, __u64, 8);

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct lpm_key);
	__type(value, __u32);
} routes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, __u32);
} waiting SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 4);
	__type(value, __u32);
} piled SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct point);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} nested SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 20 * sizeof(__u64));
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 16);
	__type(value, __u32);
} filter SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} groups SEC(".maps");

/* without types: as objects of older days have them */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__uint(key_size, 2);
	__uint(value_size, 3);
} untyped SEC(".maps");

const volatile int limit = 7;
int hits = 3;
struct point where = {.x = -1, .y = 2};
char greeting[16] = "hello";
__u64 total;

SEC("tracepoint/syscalls/sys_enter_kill")
int on_kill(void *context)
{
	__u32 key = 0, taken = 0;

	if (limit < 0) /* so that each is the program's */
		bpf_printk("%d", hits);
	total += hits + where.x + greeting[0] ? 1 : 0;
	bpf_map_lookup_elem(&first, &key);
	bpf_map_lookup_elem(&second, &key);
	bpf_map_lookup_elem(&numbers, &key);
	bpf_map_lookup_elem(&records, &(struct key){0});
	bpf_map_lookup_elem(&recent, &key);
	bpf_map_lookup_elem(&per_cpu, &key);
	bpf_map_lookup_elem(&per_cpu_hash, &key);
	bpf_map_lookup_elem(&routes, &(struct lpm_key){0});
	bpf_map_peek_elem(&waiting, &taken);
	bpf_map_peek_elem(&piled, &taken);
	bpf_map_lookup_elem(&nested, &key);
	taken = 0; /* to Linux 7.3 nothing is known to be in there after a peek */
	bpf_map_peek_elem(&filter, &taken);
	bpf_map_lookup_elem(&untyped, &key);
	bpf_current_task_under_cgroup(&groups, 0);
	bpf_ringbuf_output(&ring, &key, sizeof(key), 0);
	return 0;
}

/* at a system call's tracepoint older kernels have no stack of their own */
SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *context)
{
	bpf_get_stackid(context, &stacks, BPF_F_REUSE_STACKID);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
