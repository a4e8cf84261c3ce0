/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF objects of the built-in probes, as they stand in this binary. */
#ifndef KERN_BUILTIN_OBJECTS_H
#define KERN_BUILTIN_OBJECTS_H

#include <stddef.h>
#include <stdint.h>

struct builtin_object {
	const char *name; /* of the probe */
	const void *bytes;
	size_t size;
};

/* Never NULL for a built-in probe's name. */
const struct builtin_object *builtin_object_find(const char *name);

/* CRC-32 of the bytes: tells two builds of an object apart. */
uint32_t builtin_object_tag(const struct builtin_object *object);

#endif
