// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading files of the kernel's. */
#include "kern/file.h"

#include <fcntl.h>
#include <unistd.h>

#define CHUNK 65536

bool file_read_all(int dirfd, const char *name, struct strbuf *text)
{
	int fd AUTO_CLOSE = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
	char chunk[CHUNK];
	ssize_t length;

	if (fd < 0)
		return false;
	while ((length = read(fd, chunk, sizeof(chunk))) > 0)
		strbuf_add_bytes(text, chunk, (size_t)length);
	if (!length && !text->length)
		errno = ENODATA;
	return !length && text->length;
}
