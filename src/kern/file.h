/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of the kernel's, as text. */
#ifndef KERN_FILE_H
#define KERN_FILE_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * All of the file NAME in the directory DIRFD; false with errno where it cannot be read, and
 * with ENODATA where it is empty.
 */
bool file_read_all(int dirfd, const char *name, struct strbuf *text);

#endif
