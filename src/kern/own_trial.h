/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rehearsal by a process that has no rights and can reach nothing: libbpf was not written for
 * files that want to harm it (1.1 crashes on some).
 */
#ifndef KERN_OWN_TRIAL_H
#define KERN_OWN_TRIAL_H

#include "base/error.h"

/*
 * Runs REHEARSE in a child, as sandbox_enter_trial() says. 0 when it returns 0 there; what it
 * has in memory is gone with the child. -1 with the reason that it gives, or with how it died:
 * by a signal, or for it took too long. No error has a subject.
 */
int own_try(int (*rehearse)(void *context, struct error *error), void *context,
	    struct error *error);

#endif
