/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of a running kernel that forbid what it is built for. */
#ifndef KERN_RESTRICTIONS_H
#define KERN_RESTRICTIONS_H

#include <stdbool.h>

/* "none", "integrity", "confidentiality" of kernel_lockdown(7); NULL where that cannot be
 * read: it needs CAP_SYS_ADMIN. */
const char *restriction_lockdown(void);

/*
 * Whether this process may not open perf events, as kprobes and tracepoints need: without
 * CAP_SYS_ADMIN where kernel.perf_event_paranoid is above 2 (a patch of Debian's).
 */
bool restriction_of_perf_events(unsigned int *ret_paranoid);

#endif
