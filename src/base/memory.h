/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that cannot fail: without memory the process says so and exits with
 * status 1. That is safe at any point, because what is half built in the kernel is
 * removed by whoever takes the lock next (kern/pins.h). The caller frees.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* For an allocation by a library that failed: ends the process. */
void memory_out(void) __attribute__((noreturn));

void *memory_new(size_t count, size_t size);		       /* zeroed */
void *memory_resize(void *pointer, size_t count, size_t size); /* new part not zeroed */
char *memory_copy_string(const char *text);
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
