/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few layouts of the kernel's that the programs read, so that no vmlinux.h is needed.
 * The first ones are part of the kernel's interface and do not move. The others, for
 * kernels with BTF, name only the fields that are read: CO-RE finds where they are.
 */
#ifndef KERNEL_TYPES_BPF_H
#define KERNEL_TYPES_BPF_H

#include <linux/types.h>

/*
 * What a program on a syscalls/sys_exit_* tracepoint gets. The first word points to the
 * registers: bpf_perf_event_output() takes them from there. The number is a long in older
 * kernels and an int in newer ones, so its place in the second one depends on the byte order.
 */
struct syscall_exit {
	__u64 registers;
	__s32 number[2];
	__s64 result;
};

/*
 * The first argument of a system call, at its exit. Where the result takes its register, the
 * kernel keeps it in a field of struct pt_regs, behind those that user space has names for.
 */
#if defined(__TARGET_ARCH_x86)
#define FIRST_ARGUMENT(regs) PT_REGS_PARM1(regs)
#elif defined(__TARGET_ARCH_arm64)
struct kernel_registers {
	struct user_pt_regs user;
	__u64 orig_x0;
};
#define FIRST_ARGUMENT(regs) (((const struct kernel_registers *)(regs))->orig_x0)
#elif defined(__TARGET_ARCH_s390)
struct kernel_registers {
	user_pt_regs user;
	__u64 orig_gpr2;
};
#define FIRST_ARGUMENT(regs) (((const struct kernel_registers *)(regs))->orig_gpr2)
#elif defined(__TARGET_ARCH_powerpc)
#define FIRST_ARGUMENT(regs) ((regs)->orig_gpr3)
#else
#error "where does the kernel keep the first argument on this architecture?"
#endif

/* The beginning of struct open_how, linux/openat2.h. */
struct open_how_head {
	__u64 flags;
	__u64 mode;
};

#ifdef EBPFCTL_WITH_BTF
#define FOUND_BY_BTF __attribute__((preserve_access_index))

struct qstr {
	__u32 len;
	const unsigned char *name;
} FOUND_BY_BTF;

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
} FOUND_BY_BTF;

struct vfsmount {
	struct dentry *mnt_root;
} FOUND_BY_BTF;

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
} FOUND_BY_BTF;

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
} FOUND_BY_BTF;

struct fs_struct {
	struct path root;
	struct path pwd;
} FOUND_BY_BTF;

struct file {
	struct path f_path;
} FOUND_BY_BTF;

struct fdtable {
	__u32 max_fds;
	struct file **fd;
} FOUND_BY_BTF;

struct files_struct {
	struct fdtable *fdt;
} FOUND_BY_BTF;

struct task_struct {
	struct task_struct *real_parent;
	struct fs_struct *fs;
	struct files_struct *files;
	int tgid;
} FOUND_BY_BTF;
#else
struct task_struct;
#endif

#endif
