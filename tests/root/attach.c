// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Really attaches, for a moment: reads lines "KIND NAME" (for a tracepoint "tracepoint ID"),
 * with a KIND of `ebpfctl hooks`, and prints those that cannot be attached, each with the
 * reason; then how many could be.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/perf_event.h>

static struct btf *btf;

static int load(enum bpf_prog_type type, enum bpf_attach_type attach, int btf_id)
{
	const struct bpf_insn program[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach,
		    .attach_btf_id = (__u32)btf_id);

	return bpf_prog_load(type, "attach", "GPL", program, 2, &options);
}

static int attach_by_btf(enum bpf_prog_type type, enum bpf_attach_type attach,
			 const char *prefix, const char *name)
{
	char function[512];
	int id, program, link;

	snprintf(function, sizeof(function), "%s%s", prefix, name);
	id = btf__find_by_name_kind(btf, function, BTF_KIND_FUNC);
	program = id < 0 ? -1 : load(type, attach, id);
	if (program < 0)
		return -1;
	link = bpf_link_create(program, 0, attach, NULL);
	close(program);
	return link;
}

static uint32_t kprobe_type(void)
{
	FILE *file = fopen("/sys/bus/event_source/devices/kprobe/type", "re");
	uint32_t type = 0;

	if (file && fscanf(file, "%u", &type) != 1)
		type = 0;
	if (file)
		fclose(file);
	return type;
}

static int attach_event(enum bpf_prog_type type, struct perf_event_attr *event)
{
	int program = load(type, 0, 0), fd, link;

	event->size = sizeof(*event);
	fd = (int)syscall(SYS_perf_event_open, event, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (program < 0 || fd < 0)
		return -1;
	link = bpf_link_create(program, fd, BPF_PERF_EVENT, NULL);
	close(program);
	close(fd);
	return link;
}

static int attach_kprobe(const char *name, bool is_return)
{
	struct perf_event_attr event = {
		.type = kprobe_type(),
		.config = is_return,
		.config1 = (uintptr_t)name,
	};

	return attach_event(BPF_PROG_TYPE_KPROBE, &event);
}

static int attach_tracepoint(const char *id)
{
	struct perf_event_attr event = {
		.type = PERF_TYPE_TRACEPOINT,
		.config = strtoull(id, NULL, 10),
	};

	return attach_event(BPF_PROG_TYPE_TRACEPOINT, &event);
}

static int attach_raw_tracepoint(const char *name)
{
	int program = load(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0);
	int link = program < 0 ? -1 : bpf_raw_tracepoint_open(name, program);

	close(program);
	return link;
}

static int attach(const char *kind, const char *name)
{
	if (!strcmp(kind, "fentry"))
		return attach_by_btf(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "", name);
	if (!strcmp(kind, "fexit"))
		return attach_by_btf(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, "", name);
	if (!strcmp(kind, "lsm"))
		return attach_by_btf(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "bpf_lsm_", name);
	if (!strcmp(kind, "kprobe") || !strcmp(kind, "kretprobe"))
		return attach_kprobe(name, kind[1] == 'r');
	if (!strcmp(kind, "tracepoint"))
		return attach_tracepoint(name);
	if (!strcmp(kind, "raw_tracepoint"))
		return attach_raw_tracepoint(name);
	errno = EINVAL;
	return -1;
}

int main(void)
{
	char kind[32], name[512];
	int attached = 0;

	btf = btf__parse("/sys/kernel/btf/vmlinux", NULL);
	while (scanf("%31s %511s", kind, name) == 2) {
		int link = attach(kind, name);

		if (link < 0)
			printf("%s %s: %s\n", kind, name, strerror(errno));
		else
			attached++;
		if (link >= 0)
			close(link);
	}
	printf("%d attached\n", attached);
	return 0;
}
