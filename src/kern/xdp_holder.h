/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds an interface's XDP slot, in words. */
#ifndef KERN_XDP_HOLDER_H
#define KERN_XDP_HOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* Whether a program is in the XDP slot of IFINDEX. */
bool xdp_holder_exists(uint32_t ifindex);

/*
 * Fills ERROR after an attach to IFNAME found the slot held: the program's name, id and
 * mode, where it is pinned or which process has it, and what would help. Returns -1.
 */
int xdp_holder_error(const char *ifname, uint32_t ifindex, struct error *error);

#endif
