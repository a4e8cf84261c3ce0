/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether this process may call bpf(2) at all, whatever its capabilities say. */
#ifndef KERN_BPF_ALLOWED_H
#define KERN_BPF_ALLOWED_H

#include "base/error.h"

/*
 * Whether maps can be made, for a caller with CAP_BPF. 0, or -1 with who refuses it (a
 * seccomp filter, a user namespace, the kernel) as the message, which the caller wraps,
 * and what would help as the hint.
 */
int bpf_allowed_to_load(struct error *error);

/* The same for opening pins, which takes no capability. */
int bpf_allowed_to_open(struct error *error);

#endif
