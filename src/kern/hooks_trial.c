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

/*
 * What attaches, as far as it was tried; and the errno of what says nothing about the kernel but
 * that it had no room at that moment.
 */
struct trial {
	unsigned int found;
	int missed;
};

static bool is_of_moment(int number)
{
	return number == ENOMEM || number == EMFILE || number == ENFILE ||
	       number == ENOSPC || number == EINTR || number == EAGAIN || number == EIO;
}

/* RESULT is of a call that sets errno: below 0 where ATTACH does not attach. */
static void note(struct trial *trial, unsigned int attach, int result)
{
	if (result >= 0)
		trial->found |= attach;
	else if (is_of_moment(errno))
		trial->missed = errno;
}

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

/* To the FUNCTION of the kernel. */
static int attach_by_type(enum bpf_prog_type type, enum bpf_attach_type attach,
			  const char *function)
{
	int btf_id = libbpf_find_vmlinux_btf_id(function, attach);
	int program AUTO_CLOSE = btf_id < 0 ? -1 : load(type, attach, btf_id);
	int link AUTO_CLOSE =
		program < 0 ? -1 : bpf_link_create(program, 0, attach, NULL);

	return link < 0 ? -1 : 0;
}

static int attach_kprobe(bool is_return)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_KPROBE, 0, 0);
	int link AUTO_CLOSE = -1;

	return program < 0 ? -1 : link_attach_kprobe(program, FUNCTION, is_return, &link);
}

static int attach_tracepoint(void)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_TRACEPOINT, 0, 0);
	struct error error AUTO_ERROR = {0};
	int link AUTO_CLOSE = -1;
	bool exists = false;
	uint64_t id;

	if (program < 0)
		return -1;
	if (tracefs_read_id(CATEGORY, TRACEPOINT, &exists, &id, &error) || !exists) {
		errno = error.kind ? error.number : ENOENT;
		return -1;
	}
	return link_attach_tracepoint(program, id, &link);
}

static int attach_raw_tracepoint(void)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0);
	int link AUTO_CLOSE =
		program < 0 ? -1 : bpf_raw_tracepoint_open(TRACEPOINT, program);

	return link < 0 ? -1 : 0;
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
	errno = ENOENT;
	return false;
}

static int attach_lsm(void)
{
	return hooks_is_bpf_lsm_active() ?
		       attach_by_type(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, LSM_HOOK) :
		       -1;
}

static int end(const struct trial *trial, unsigned int *ret_attach, struct error *error)
{
	*ret_attach = trial->found;
	return trial->missed ?
		       error_set_errno(error, trial->missed, "cannot try what attaches") :
		       0;
}

int hooks_try_attach(unsigned int *ret_attach, struct error *error)
{
	struct trial trial = {0};

	note(&trial, ATTACH_FENTRY,
	     attach_by_type(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, FUNCTION));
	note(&trial, ATTACH_FEXIT,
	     attach_by_type(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, FUNCTION));
	note(&trial, ATTACH_KPROBE, attach_kprobe(false));
	note(&trial, ATTACH_KRETPROBE, attach_kprobe(true));
	note(&trial, ATTACH_TRACEPOINT, attach_tracepoint());
	note(&trial, ATTACH_RAW_TRACEPOINT, attach_raw_tracepoint());
	note(&trial, ATTACH_LSM, attach_lsm());
	return end(&trial, ret_attach, error);
}

int hooks_try_lsm(unsigned int btf_id, bool *ret_loads, struct error *error)
{
	int program AUTO_CLOSE = load(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, (int)btf_id);
	unsigned int found;
	struct trial trial = {0};

	note(&trial, ATTACH_LSM, program);
	*ret_loads = program >= 0;
	return end(&trial, &found, error);
}
