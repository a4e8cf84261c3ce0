// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The BPF objects, taken in as bytes by the assembler: bpftool's skeletons cannot be made
 * for the other byte order. The paths are relative to the top of the build tree.
 */
#include "kern/builtin_objects.h"

#include <string.h>
#include <zlib.h>

#include "core/probe_name.h"

/* BPF_TARGET is chosen by configure, and the objects are compared with that: so this has to
 * be what the compiler makes. */
#ifdef WORDS_BIGENDIAN
_Static_assert(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__, "configure: not big endian");
#else
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "configure: not little endian");
#endif

/* Where they are: tests build a second ebpfctl, of other objects. */
#ifndef EBPFCTL_OBJECTS
#define EBPFCTL_OBJECTS "bpf"
#endif

#define EMBED(name)                                                 \
	__asm__(".section .rodata\n"                                \
		".balign 8\n"                                       \
		".type object_" #name ", %object\n"                 \
		"object_" #name ":\n"                               \
		".incbin \"" EBPFCTL_OBJECTS "/" #name ".bpf.o\"\n" \
		".size object_" #name ", . - object_" #name "\n"    \
		".type object_" #name "_end, %object\n"             \
		"object_" #name "_end:\n"                           \
		".byte 0\n"                                         \
		".size object_" #name "_end, 1\n"                   \
		".previous\n");                                     \
	extern const unsigned char object_##name[]                  \
		__attribute__((visibility("hidden")));              \
	extern const unsigned char object_##name##_end[]            \
		__attribute__((visibility("hidden")))

EMBED(packets);
EMBED(opens);
EMBED(opens_btf);

#define ROW(name, probe)                                              \
	{                                                             \
#name, probe, object_##name,                          \
			(size_t)(object_##name##_end - object_##name) \
	}

#define OBJECT_COUNT 3

/* Sizes are differences of addresses: known when the program is linked, not before. */
static const struct builtin_object *all_objects(void)
{
	static struct builtin_object objects[OBJECT_COUNT];

	if (!objects[0].name) {
		objects[0] = (struct builtin_object)ROW(packets, PROBE_PACKETS);
		objects[1] = (struct builtin_object)ROW(opens, PROBE_OPENS);
		objects[2] = (struct builtin_object)ROW(opens_btf, PROBE_OPENS);
	}
	return objects;
}

const struct builtin_object *builtin_object_find(const char *name)
{
	const struct builtin_object *objects = all_objects();

	for (size_t i = 0; i < OBJECT_COUNT; i++)
		if (!strcmp(objects[i].name, name))
			return &objects[i];
	return NULL;
}

uint32_t builtin_object_tag(const char *probe)
{
	const struct builtin_object *objects = all_objects();
	uLong tag = 0;

	for (size_t i = 0; i < OBJECT_COUNT; i++)
		if (!strcmp(objects[i].probe, probe))
			tag = crc32(tag, objects[i].bytes, (unsigned int)objects[i].size);
	return (uint32_t)tag;
}
