// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What attaches on this kernel at all. The function and the tracepoint for it are those
 * that the kernel has for tests of BPF (net/bpf/test_run.c): nobody runs into them. The
 * LSM hook is one that hardly anything calls.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <string.h>

#include "kern/detached_mount.h"
#include "kern/hooks.h"
#include "kern/hooks_internal.h"
#include "kern/link.h"
#include "kern/privs.h"
#include "kern/tracefs.h"

#define FUNCTION "bpf_fentry_test1"
#define CATEGORY "bpf_test_run"
#define TRACEPOINT "bpf_test_finish"
#define LSM_HOOK "quota_on"
#define LSM_LIST_MAX 512

/* A program that returns 0; -1 where it is refused. */
static int load(enum bpf_prog_type type, enum bpf_attach_type attach, int btf_id)
{
	const struct bpf_insn program[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach,
		    .attach_btf_id = (__u32)btf_id);

	return bpf_prog_load(type, "hooks", "GPL", program,
			     sizeof(program) / sizeof(program[0]), &options);
}

/* BTF_ID is of the function; at most 0 where there is none. */
static bool attaches(enum bpf_prog_type type, enum bpf_attach_type attach, int btf_id)
{
	int program AUTO_CLOSE = btf_id > 0 ? load(type, attach, btf_id) : -1;
	int link AUTO_CLOSE =
		program < 0 ? -1 : bpf_link_create(program, 0, attach, NULL);

	return link >= 0;
}

static unsigned int try_trampoline(void)
{
	int btf_id = libbpf_find_vmlinux_btf_id(FUNCTION, BPF_TRACE_FENTRY);
	unsigned int found = 0;

	if (attaches(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, btf_id))
		found |= ATTACH_FENTRY;
	if (attaches(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, btf_id))
		found |= ATTACH_FEXIT;
	return found;
}

static unsigned int try_kprobe(bool is_return)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_KPROBE, 0, 0);
	int link AUTO_CLOSE = -1;

	if (program < 0 || link_attach_kprobe(program, FUNCTION, is_return, &link))
		return 0;
	return is_return ? ATTACH_KRETPROBE : ATTACH_KPROBE;
}

static unsigned int try_tracepoint(void)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_TRACEPOINT, 0, 0);
	struct error ignored AUTO_ERROR = {0};
	int link AUTO_CLOSE = -1;
	bool exists;
	uint64_t id;

	if (program < 0 ||
	    tracefs_read_id(CATEGORY, TRACEPOINT, &exists, &id, &ignored) || !exists ||
	    link_attach_tracepoint(program, id, &link))
		return 0;
	return ATTACH_TRACEPOINT;
}

static unsigned int try_raw_tracepoint(void)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0);
	int link AUTO_CLOSE =
		program < 0 ? -1 : bpf_raw_tracepoint_open(TRACEPOINT, program);

	return link < 0 ? 0 : ATTACH_RAW_TRACEPOINT;
}

/* Else programs attach and never run. */
bool hooks_is_bpf_lsm_active(void)
{
	char text[LSM_LIST_MAX], *rest = NULL;

	if (detached_mount_read("securityfs", "lsm", text, sizeof(text)))
		return false;
	for (const char *word = strtok_r(text, ",\n", &rest); word;
	     word = strtok_r(NULL, ",\n", &rest))
		if (!strcmp(word, "bpf"))
			return true;
	return false;
}

static unsigned int try_lsm(void)
{
	int btf_id;

	if (!hooks_is_bpf_lsm_active())
		return 0;
	btf_id = libbpf_find_vmlinux_btf_id(LSM_HOOK, BPF_LSM_MAC);
	return attaches(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, btf_id) ? ATTACH_LSM : 0;
}

bool hooks_try_attach(unsigned int *ret_attach)
{
	if (!privs_has(PRIVILEGE_SYS_ADMIN))
		return false;
	*ret_attach = try_trampoline() | try_kprobe(false) | try_kprobe(true) |
		      try_tracepoint() | try_raw_tracepoint() | try_lsm();
	return true;
}

bool hooks_try_lsm(unsigned int btf_id)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, (int)btf_id);

	return program >= 0;
}
