/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oldest kernel that ebpfctl loads anything into. */
#ifndef KERN_KERNEL_VERSION_H
#define KERN_KERNEL_VERSION_H

#include "base/error.h"

/*
 * -1 for a kernel before 5.15, which cannot pin the links of perf events, and whose
 * verifier refuses what the programs do. A version that cannot be read passes: loading
 * will tell.
 */
int kernel_version_check(struct error *error);

#endif
