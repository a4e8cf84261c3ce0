/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mount that pins live in: finding it, and mounting it where that makes sense. */
#ifndef KERN_BPFFS_H
#define KERN_BPFFS_H

#include <stdbool.h>

#include "base/error.h"

#define BPFFS_DEFAULT_ROOT "/sys/fs/bpf"

/*
 * Whether ROOT is the root of a bpffs mount that can be trusted: owned by root, and
 * writable by others only if sticky. *ret_is_mounted is false where nothing is mounted
 * on BPFFS_DEFAULT_ROOT; any other ROOT that is none is an error.
 */
int bpffs_check(const char *root, bool *ret_is_mounted, struct error *error);

/*
 * 0 where bpffs_mount() may mount: this process lives in the mount namespace of pid 1. In
 * any other the mount would vanish, with all pins, together with the namespace.
 */
int bpffs_may_mount(const char *root, struct error *error);

/*
 * Mounts a bpffs (mode 0700) on BPFFS_DEFAULT_ROOT, where bpffs_may_mount().
 */
int bpffs_mount(const char *root, struct error *error);

#endif
