// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocation that ends the process when there is no memory. */
#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void memory_out(void)
{
	static const char message[] = "ebpfctl: out of memory\n";

	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

static void *checked(void *pointer)
{
	if (!pointer)
		memory_out();
	return pointer;
}

void *memory_new(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size));
}

void *memory_resize(void *pointer, size_t count, size_t size)
{
	return checked(reallocarray(pointer, count ? count : 1, size));
}

char *memory_copy_string(const char *text)
{
	return checked(strdup(text));
}

char *memory_format(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		memory_out();
	return text;
}
