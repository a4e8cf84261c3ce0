/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hooks of this kernel: from BTF, kallsyms and tracefs; and what can attach to them:
 * each kind is tried once, where it disturbs nobody, and each hook is looked up in the
 * kernel's own lists.
 */
#ifndef KERN_HOOKS_H
#define KERN_HOOKS_H

#include "core/hook.h"

/*
 * Fills HOOKS with those that PATTERN stands for, sorted. -1 where some of them, or what
 * attaches, could not be found out: the rest is there. What this kernel does not have, or
 * lets this user not read, is simply not there.
 */
int hooks_read(const char *pattern, struct hooks *hooks, struct error *error);

/*
 * Whether bpf is among the active LSMs; programs for hooks of LSM are not run where it is not.
 * False with errno where that cannot be read, and with ENOENT where it is not.
 */
bool hooks_is_bpf_lsm_active(void);

#endif
