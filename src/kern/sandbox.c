// SPDX-License-Identifier: GPL-2.0-or-later
/* A seccomp filter, as a list of what is allowed. */
#include "kern/sandbox_internal.h"

#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kern/privs.h"

/* Some are not there on each architecture; glibc takes the other one of such a pair. */
static const unsigned int allowed[] = {
#ifdef SYS_epoll_wait
	SYS_epoll_wait,
#endif
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_epoll_pwait,
	SYS_ppoll,
	SYS_read,
	SYS_write,
	SYS_writev,
	SYS_close,
	SYS_lseek,
	SYS_fstat,
	SYS_newfstatat,
	SYS_statx,
	SYS_fcntl,
	SYS_flock,
	SYS_brk,
	SYS_mmap,
	SYS_mprotect,
	SYS_mremap,
	SYS_munmap,
	SYS_madvise,
	SYS_futex,
	SYS_getrandom,
	SYS_membarrier,
	SYS_epoll_ctl,
	SYS_signalfd4,
	SYS_clock_gettime,
	SYS_clock_nanosleep,
	SYS_nanosleep,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
#ifdef SYS_sigreturn
	SYS_sigreturn, /* s390x: of a handler without SA_SIGINFO */
#endif
	SYS_restart_syscall,
	SYS_getpid,
	SYS_gettid,
	SYS_geteuid,
	SYS_kill, /* the command that events follows, and abort(3) */
	SYS_tgkill,
	SYS_wait4,
	SYS_exit,
	SYS_exit_group,
	SYS_set_robust_list,
	SYS_sysinfo, /* qsort(3) asks how much memory there is */
#ifdef SYS_rseq
	SYS_rseq,
#endif
};

/* More for a command that looks again whether what it reads is still the same. */
static const unsigned int allowed_again[] = {
	SYS_openat,   SYS_statfs,     SYS_fstatfs,    SYS_readlinkat,
	SYS_eventfd2, SYS_getdents64, SYS_bind,	      SYS_sendto,
	SYS_recvfrom, SYS_recvmsg,    SYS_setsockopt,
#ifdef SYS_readlink
	SYS_readlink,
#endif
};

/* Of socket(2): what tells the name of an interface, and its XDP programs. */
static const unsigned int allowed_socket_again[] = {AF_UNIX, AF_NETLINK};

/* Of bpf(2): what maps that are open hold; an update gives a reader's place back. */
static const unsigned int allowed_bpf[] = {
	BPF_MAP_LOOKUP_ELEM,  BPF_MAP_UPDATE_ELEM,  BPF_MAP_DELETE_ELEM,
	BPF_MAP_GET_NEXT_KEY, BPF_MAP_LOOKUP_BATCH, BPF_OBJ_GET_INFO_BY_FD,
};

static const unsigned int allowed_bpf_again[] = {
	BPF_MAP_LOOKUP_ELEM,	BPF_MAP_LOOKUP_BATCH, BPF_MAP_GET_NEXT_KEY,
	BPF_OBJ_GET_INFO_BY_FD, BPF_OBJ_GET,
};

/*
 * Of clone(2): a thread, as glibc makes one when clone3(2), whose flags are in memory that a
 * filter cannot see, is not there.
 */
static const unsigned int allowed_clone[] = {
	CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
		CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
};
#if defined(__s390x__)
#define CLONE_FLAGS 1 /* which argument: CONFIG_CLONE_BACKWARDS2 */
#else
#define CLONE_FLAGS 0
#endif

/* TCGETS has the size of the kernel's struct termios in it, which is not that of glibc. */
#if defined(__powerpc64__)
#define KERNEL_TCGETS _IOR('t', 19, char[44])
#else
#define KERNEL_TCGETS TCGETS
#endif

/* Of ioctl(2): whether it is a terminal, and its size, and the name of an
 * interface; not what is typed into a terminal. */
static const unsigned int allowed_ioctl[] = {KERNEL_TCGETS, TIOCGWINSZ, SIOCGIFNAME};

void sandbox_add(struct sandbox_filter *filter, struct sock_filter step)
{
	filter->steps[filter->count++] = step;
}

void sandbox_load(struct sandbox_filter *filter, size_t offset)
{
	sandbox_add(filter,
		    (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

void sandbox_refuse(struct sandbox_filter *filter, unsigned int number)
{
	sandbox_add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
							 SECCOMP_RET_ERRNO | number));
}

/* What was loaded, when it is one of these. */
void sandbox_allow(struct sandbox_filter *filter, const unsigned int *values,
		   size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sandbox_add(filter, (struct sock_filter)BPF_JUMP(
					    BPF_JMP | BPF_JEQ | BPF_K, values[i], 0, 1));
		sandbox_add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
								 SECCOMP_RET_ALLOW));
	}
}

/* A system call with one of these as its ARGUMENTth argument, counted from 0. */
static void allow_with(struct sandbox_filter *filter, unsigned int number,
		       size_t argument, const unsigned int *values, size_t count)
{
	sandbox_add(filter,
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0,
						 (unsigned char)(2 * count + 2)));
	sandbox_load(filter, offsetof(struct seccomp_data, args) +
				     argument * sizeof(uint64_t) + LOW_HALF);
	sandbox_allow(filter, values, count);
	sandbox_refuse(filter, EPERM);
}

void sandbox_begin(struct sandbox_filter *filter)
{
	sandbox_load(filter, offsetof(struct seccomp_data, arch));
	sandbox_add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							 OWN_ARCH, 1, 0));
	sandbox_refuse(filter, EPERM);
	sandbox_load(filter, offsetof(struct seccomp_data, nr));
}

static void allow_again(struct sandbox_filter *filter)
{
	sandbox_allow(filter, allowed_again, COUNT_OF(allowed_again));
	allow_with(filter, SYS_socket, 0, allowed_socket_again,
		   COUNT_OF(allowed_socket_again));
	allow_with(filter, SYS_bpf, 0, allowed_bpf_again, COUNT_OF(allowed_bpf_again));
}

static void build(struct sandbox_filter *filter, bool looks_again)
{
	sandbox_begin(filter);
	sandbox_allow(filter, allowed, COUNT_OF(allowed));
	if (looks_again)
		allow_again(filter);
	allow_with(filter, SYS_bpf, 0, allowed_bpf, COUNT_OF(allowed_bpf));
	allow_with(filter, SYS_ioctl, 1, allowed_ioctl, COUNT_OF(allowed_ioctl));
	allow_with(filter, SYS_clone, CLONE_FLAGS, allowed_clone,
		   COUNT_OF(allowed_clone));
	sandbox_add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							 SYS_clone3, 0, 1));
	sandbox_refuse(filter, ENOSYS);
	sandbox_refuse(filter, EPERM);
}

bool sandbox_is_instrumented(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	return true;
#endif
#endif
	return false;
}

int sandbox_apply(struct sandbox_filter *filter, struct error *error)
{
	struct sock_fprog program = {.len = filter->count, .filter = filter->steps};

	if (privs_drop_all(error))
		return -1;
	if (sandbox_is_instrumented())
		return 0;
	/* a kernel without it has still taken all capabilities away */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) && errno != ENOSYS)
		return error_set_errno(error, errno, "cannot give up system calls");
	return 0;
}

int sandbox_enter(bool looks_again, struct error *error)
{
	struct sandbox_filter filter = {.count = 0};

	build(&filter, looks_again);
	return sandbox_apply(&filter, error);
}
