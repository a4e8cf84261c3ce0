/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directory that a relative path is relative to, as the task's own root sees it, by
 * walking up the dentries at the time of the call. bpf_d_path() is refused in these
 * hooks.
 */
#ifndef DIRECTORY_BPF_H
#define DIRECTORY_BPF_H

#include <bpf/bpf_core_read.h>

#define NAME_SIZE_MAX 256 /* NAME_MAX and a slash, rounded up to a mask */

/* The text is built from its end: the walk goes from the directory to the root. */
struct dir_buffer {
	char text[EBPFCTL_PATH_MAX + NAME_SIZE_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct dir_buffer);
	__uint(max_entries, 1);
} dir_scratch SEC(".maps");

struct walk {
	struct dentry *dentry;
	struct mount *mount;
	struct dentry *mount_root;
	struct dentry *root;
	struct vfsmount *root_mount;
	__u64 at; /* where the text begins so far; as wide as all, for there is no padding */
};

enum walk_step {
	WALK_MORE,
	WALK_DONE,
	WALK_LOST, /* outside of the task's root, or too long */
};

static __always_inline struct mount *mount_of(struct vfsmount *vfsmount)
{
	return (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
}

static __always_inline int open_file_path(struct task_struct *task, __s32 dirfd,
					  struct path *path)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd);
	struct file *file = 0;

	if (dirfd < 0 || (__u32)dirfd >= BPF_CORE_READ(table, max_fds))
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), &files[dirfd]);
	if (!file)
		return 0;
	path->mnt = BPF_CORE_READ(file, f_path.mnt);
	path->dentry = BPF_CORE_READ(file, f_path.dentry);
	return 1;
}

static __always_inline int start_walk(struct walk *walk, __s32 dirfd)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct fs_struct *fs = BPF_CORE_READ(task, fs);
	struct path path = {};
	struct mount *mount;

	if (dirfd == AT_FDCWD) {
		path.mnt = BPF_CORE_READ(fs, pwd.mnt);
		path.dentry = BPF_CORE_READ(fs, pwd.dentry);
	} else if (!open_file_path(task, dirfd, &path)) {
		return 0;
	}
	if (!path.mnt || !path.dentry)
		return 0;
	mount = mount_of(path.mnt);
	walk->dentry = path.dentry;
	walk->mount = mount;
	walk->mount_root = BPF_CORE_READ(mount, mnt.mnt_root);
	walk->root = BPF_CORE_READ(fs, root.dentry);
	walk->root_mount = BPF_CORE_READ(fs, root.mnt);
	walk->at = EBPFCTL_PATH_MAX;
	return 1;
}

/* From the root of a mount to what it is mounted on. */
static __always_inline enum walk_step leave_mount(struct walk *walk)
{
	struct mount *mount = walk->mount;
	struct mount *parent = BPF_CORE_READ(mount, mnt_parent);

	if (parent == mount)
		return WALK_LOST;
	walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
	walk->mount = parent;
	walk->mount_root = BPF_CORE_READ(parent, mnt.mnt_root);
	return WALK_MORE;
}

static __always_inline enum walk_step add_name(struct walk *walk,
					       struct dir_buffer *buffer)
{
	struct dentry *dentry = walk->dentry;
	struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
	__u32 length = BPF_CORE_READ(dentry, d_name.len) & (NAME_SIZE_MAX - 1);
	const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
	__u32 at = walk->at;

	if (parent == dentry || at <= length + 1)
		return WALK_LOST;
	at = (at - length - 1) & (EBPFCTL_PATH_MAX - 1);
	buffer->text[at] = '/';
	bpf_probe_read_kernel(&buffer->text[at + 1], length, name);
	walk->at = at;
	walk->dentry = parent;
	return WALK_MORE;
}

static __always_inline int is_at_root(const struct walk *walk)
{
	struct mount *mount = walk->mount;

	return walk->dentry == walk->root && &mount->mnt == walk->root_mount;
}

/*
 * Returns an enum walk_step. A global function: the verifier looks at it once, and not at all ways
 * that all steps together can take.
 */
__attribute__((noinline)) int take_step(struct walk *walk)
{
	__u32 key = 0;
	struct dir_buffer *buffer = bpf_map_lookup_elem(&dir_scratch, &key);

	if (!walk || !buffer)
		return WALK_LOST;
	if (is_at_root(walk))
		return WALK_DONE;
	if (walk->dentry == walk->mount_root)
		return leave_mount(walk);
	return add_name(walk, buffer);
}

static __always_inline void copy_dir(struct ebpfctl_open_event *event,
				     struct dir_buffer *buffer, __u32 at)
{
	__u32 length = EBPFCTL_PATH_MAX - at;

	if (!length) {
		at = 0;
		length = 1;
		buffer->text[0] = '/';
	}
	length &= EBPFCTL_PATH_MAX - 1;
	event->dir_len = length;
	bpf_probe_read_kernel(&event->text[event->path_len & (EBPFCTL_PATH_MAX - 1)],
			      length, &buffer->text[at & (EBPFCTL_PATH_MAX - 1)]);
}

/* Puts the directory behind the path of EVENT. Looked at once by the verifier. */
__attribute__((noinline)) int read_dir(struct ebpfctl_open_event *event)
{
	__u32 key = 0;
	struct dir_buffer *buffer = bpf_map_lookup_elem(&dir_scratch, &key);
	int step = WALK_MORE;
	struct walk walk = {};

	if (!event || !buffer)
		return 0;
	if (!start_walk(&walk, event->dirfd)) {
		event->unknown |= EBPFCTL_UNKNOWN_DIR;
		return 0;
	}
	for (int i = 0; i < EBPFCTL_DIR_STEPS_MAX && step == WALK_MORE; i++)
		step = take_step(&walk);
	if (step != WALK_DONE && !is_at_root(&walk))
		event->unknown |= EBPFCTL_UNKNOWN_DIR_START;
	copy_dir(event, buffer, walk.at);
	return 0;
}

#endif
