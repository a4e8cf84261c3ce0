/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this machine allows, found out by trying it where it disturbs nobody: opens in a
 * rehearsal, packets on a veth pair in a network namespace of its own. A real interface is
 * only asked. Nothing that is loaded is touched, and nothing is left.
 */
#ifndef KERN_CHECK_H
#define KERN_CHECK_H

#include "core/finding.h"

/*
 * Fills FINDINGS with whatever can be found out with the rights that there are. The
 * process is in another network namespace afterwards: it is good for printing only.
 */
void check_run(const char *bpffs, struct findings *findings);

#endif
