/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few layouts of the kernel's that the programs read, so that no vmlinux.h is
 * needed. Each of them is part of the kernel's interface and does not move.
 */
#ifndef KERNEL_TYPES_BPF_H
#define KERNEL_TYPES_BPF_H

#include <linux/types.h>

struct task_struct;

/* The format of every syscalls/sys_exit_* tracepoint (tracefs, events/.../format). */
struct syscall_exit {
	__u64 common;
	__s32 number;
	__u32 padding;
	__s64 result;
};

/* The beginning of struct open_how, linux/openat2.h. */
struct open_how_head {
	__u64 flags;
	__u64 mode;
};

#endif
