// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The BPF objects, taken in as bytes by the assembler: bpftool's skeletons cannot be made
 * for the other byte order. The paths are relative to the top of the build tree.
 */
#include "kern/builtin_objects.h"

#include <string.h>
#include <zlib.h>

#include "core/probe_name.h"

#define EMBED(name)                                              \
	__asm__(".section .rodata\n"                             \
		".balign 8\n"                                    \
		".type object_" #name ", %object\n"              \
		"object_" #name ":\n"                            \
		".incbin \"bpf/" #name ".bpf.o\"\n"              \
		".size object_" #name ", . - object_" #name "\n" \
		".type object_" #name "_end, %object\n"          \
		"object_" #name "_end:\n"                        \
		".byte 0\n"                                      \
		".size object_" #name "_end, 1\n"                \
		".previous\n");                                  \
	extern const unsigned char object_##name[]               \
		__attribute__((visibility("hidden")));           \
	extern const unsigned char object_##name##_end[]         \
		__attribute__((visibility("hidden")))

EMBED(packets);
EMBED(opens);

const struct builtin_object *builtin_object_find(const char *name)
{
	static struct builtin_object objects[] = {
		{PROBE_PACKETS, object_packets, 0},
		{PROBE_OPENS, object_opens, 0},
	};

	objects[0].size = (size_t)(object_packets_end - object_packets);
	objects[1].size = (size_t)(object_opens_end - object_opens);
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if (!strcmp(objects[i].name, name))
			return &objects[i];
	return NULL;
}

uint32_t builtin_object_tag(const struct builtin_object *object)
{
	return (uint32_t)crc32(0, object->bytes, (unsigned int)object->size);
}
