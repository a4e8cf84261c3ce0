/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few layouts of the kernel's that the programs read, so that no vmlinux.h is needed.
 * The first ones are part of the kernel's interface and do not move. The others, for
 * kernels with BTF, name only the fields that are read: CO-RE finds where they are.
 */
#ifndef KERNEL_TYPES_BPF_H
#define KERNEL_TYPES_BPF_H

#include <linux/types.h>

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
