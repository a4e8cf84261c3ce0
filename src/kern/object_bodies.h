/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs in sections of our own, SEC("body/HOOK"): they are as large as a verifier likes them
 * only because it looks at each of their global functions once, which takes BTF. Where the kernel
 * does not take that, for want of memory, libbpf (1.1: "BTF is optional, ignoring") loads programs
 * without it, or makes its functions static where the kernel seemed not to know others; and the
 * verifier works for a minute before it refuses these.
 */
#ifndef KERN_OBJECT_BODIES_H
#define KERN_OBJECT_BODIES_H

#include <bpf/libbpf.h>
#include <stdbool.h>

/* Makes the sections known to libbpf, in this process; before an object is opened. */
void object_bodies_register(void);

/*
 * What libbpf does for sections of its own: finds the FUNCTION of SEC("body/fexit/FUNCTION") in
 * the kernel's BTF, for those that will be loaded. -1 with errno where there is none.
 */
int object_bodies_set_targets(struct bpf_object *object);

/* Whether the last load failed as the kernel had no BTF of a body. */
bool object_bodies_lack_btf(void);

#endif
