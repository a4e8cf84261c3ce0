/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the kernel preempts itself. */
#ifndef KERN_PREEMPTION_H
#define KERN_PREEMPTION_H

#include <stdbool.h>

/*
 * Whether a program can be preempted by another task on its CPU: PREEMPT_RT, or
 * preempt=full by configuration or at boot. False where that cannot be found out.
 */
bool preemption_is_full(void);

#endif
