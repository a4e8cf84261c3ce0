/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capabilities: what a command needs, and giving them up. The only place for them. */
#ifndef KERN_PRIVS_H
#define KERN_PRIVS_H

#include <stdbool.h>

#include "base/error.h"

enum privilege {
	PRIVILEGE_BPF = 1 << 0, /* CAP_BPF: programs and maps */
	/* CAP_PERFMON: tracing programs, and offsets in packets that packets themselves tell
	 * (env->allow_ptr_leaks, kernel/bpf/verifier.c) */
	PRIVILEGE_PERFMON = 1 << 1,
	PRIVILEGE_NET_ADMIN = 1 << 2, /* CAP_NET_ADMIN: XDP */
	PRIVILEGE_SYS_ADMIN =
		1 << 3, /* CAP_SYS_ADMIN: mounting, and instead of all those above */
	PRIVILEGE_CHOWN = 1 << 4, /* CAP_CHOWN: giving pins to a group */
};

/*
 * 0 when all of NEEDED (bits of enum privilege) are effective; CAP_SYS_ADMIN counts for each
 * but CAP_CHOWN, as in the kernel. Else -1 with "cannot STEP 'OBJECT': needs CAP_A and CAP_B",
 * naming those that are missing; the caller adds the hint.
 */
int privs_require(unsigned int needed, const char *step, const char *object,
		  struct error *error);

/* Whether PRIVILEGE is effective; CAP_SYS_ADMIN counts for each, as in the kernel. */
bool privs_has(enum privilege privilege);

/* What stands in memory is not written to a file when this process crashes. */
void privs_leave_no_core(void);

/*
 * Gives up all capabilities for good and sets no_new_privs. A failure must end the
 * command: it would go on with rights that it promised not to have.
 */
int privs_drop_all(struct error *error);

/*
 * Gives up all but what loading, attaching and naming the holder of a hook can need; and, where
 * there can be a group, giving pins to that.
 */
int privs_keep_for_load(bool has_group, struct error *error);

#endif
