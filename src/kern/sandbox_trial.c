// SPDX-License-Identifier: GPL-2.0-or-later
/* A seccomp filter for a rehearsal: what it asks the kernel for is only pretended. */
#include <linux/bpf.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "kern/sandbox_internal.h"

/* What a rehearsal believes to have done: its descriptor 0 is given to it again and again. */
static const unsigned int pretended[] = {
	SYS_openat,
#ifdef SYS_open
	SYS_open,
#endif
#ifdef SYS_access
	SYS_access,
#endif
	SYS_faccessat, SYS_prlimit64,
#ifdef SYS_setrlimit
	SYS_setrlimit,
#endif
};

static const unsigned int allowed_trial[] = {
	SYS_read,   SYS_write,	    SYS_lseek,	SYS_fstat,	    SYS_newfstatat,
	SYS_fcntl,  SYS_brk,	    SYS_mmap,	SYS_mprotect,	    SYS_mremap,
	SYS_munmap, SYS_madvise,    SYS_futex,	SYS_getrandom,	    SYS_clock_gettime,
	SYS_getpid, SYS_gettid,	    SYS_tgkill, SYS_rt_sigprocmask, SYS_sysinfo,
	SYS_uname,  SYS_exit_group, SYS_exit,
};

/* Of bpf(2): loops go on until there is no next one. */
static const unsigned int ended_bpf[] = {
	BPF_BTF_GET_NEXT_ID,
	BPF_PROG_GET_NEXT_ID,
	BPF_MAP_GET_NEXT_ID,
	BPF_LINK_GET_NEXT_ID,
};

static void pretend(struct sandbox_filter *filter, const unsigned int *values,
		    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sandbox_add(filter, (struct sock_filter)BPF_JUMP(
					    BPF_JMP | BPF_JEQ | BPF_K, values[i], 0, 1));
		sandbox_refuse(filter, 0);
	}
}

static void build_trial(struct sandbox_filter *filter)
{
	const unsigned char bpf_steps = 2 * COUNT_OF(ended_bpf) + 2;

	sandbox_begin(filter);
	sandbox_allow(filter, allowed_trial, COUNT_OF(allowed_trial));
	pretend(filter, pretended, COUNT_OF(pretended));
	sandbox_add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							 SYS_close, 0, 4));
	sandbox_load(filter, offsetof(struct seccomp_data, args) + LOW_HALF);
	sandbox_add(filter,
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1));
	sandbox_refuse(filter, 0);
	sandbox_add(filter,
		    (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	sandbox_add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							 SYS_bpf, 0, bpf_steps));
	sandbox_load(filter, offsetof(struct seccomp_data, args) + LOW_HALF);
	for (size_t i = 0; i < COUNT_OF(ended_bpf); i++) {
		sandbox_add(filter,
			    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							 ended_bpf[i], 0, 1));
		sandbox_refuse(filter, ENOENT);
	}
	sandbox_refuse(filter, 0);
	sandbox_refuse(filter, EPERM);
}

int sandbox_enter_trial(struct error *error)
{
	struct sandbox_filter filter = {.count = 0};

	build_trial(&filter);
	return sandbox_apply(&filter, error);
}
