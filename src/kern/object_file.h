/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A user's object, read once: all that comes after works on the same bytes. */
#ifndef KERN_OBJECT_FILE_H
#define KERN_OBJECT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define OBJECT_FILE_SIZE_MAX (16u << 20)

struct object_file {
	void *bytes; /* owned */
	size_t size;
	uint32_t tag; /* CRC-32 of the bytes */
};

/*
 * Reads PATH, which must be a regular file of at most OBJECT_FILE_SIZE_MAX bytes, and begin as
 * a BPF object of this machine's byte order does. Waits for nothing: a FIFO is refused. The
 * error has no subject: "it is a directory".
 */
int object_file_read(const char *path, struct object_file *ret_file, struct error *error);

/* The part of it that looks at the bytes alone. */
int object_file_check(const void *bytes, size_t size, struct error *error);

void object_file_release(struct object_file *file);

#define AUTO_OBJECT_FILE CLEANUP(object_file_release)

#endif
