/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hooks of this kernel: from BTF, kallsyms and tracefs; and what can attach to them:
 * each kind is tried once, where it disturbs nobody, and each hook is looked up in the
 * kernel's own lists.
 */
#ifndef KERN_HOOKS_H
#define KERN_HOOKS_H

#include "core/hook.h"

/* Fills HOOKS with those that PATTERN stands for, sorted. */
void hooks_read(const char *pattern, struct hooks *hooks);

/* Whether bpf is among the active LSMs; programs for hooks of LSM are not run where it is not. */
bool hooks_is_bpf_lsm_active(void);

#endif
