/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF objects of the built-in probes, as they stand in this binary. */
#ifndef KERN_BUILTIN_OBJECTS_H
#define KERN_BUILTIN_OBJECTS_H

#include <stddef.h>
#include <stdint.h>

struct builtin_object {
	const char *name;
	const char *probe; /* that it is of; a probe can have several to choose from */
	const void *bytes;
	size_t size;
};

/* Never NULL for the name of an object that the ABI header has. */
const struct builtin_object *builtin_object_find(const char *name);

/* CRC-32 of all objects of PROBE: tells two builds apart. */
uint32_t builtin_object_tag(const char *probe);

#endif
