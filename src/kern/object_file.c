// SPDX-License-Identifier: GPL-2.0-or-later
/* A user's object, read once. */
#include "kern/object_file.h"

#include <elf.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/memory.h"

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define OWN_BYTE_ORDER ELFDATA2MSB
#else
#define OWN_BYTE_ORDER ELFDATA2LSB
#endif

static int refuse(const char *reason, struct error *error)
{
	return error_set(error, ERROR_FAILED, "%s", reason);
}

static int refuse_compiled(const char *reason, struct error *error)
{
	refuse(reason, error);
	error_hint(error, "clang -O2 -g -target bpf -c makes such an object");
	return -1;
}

int object_file_check(const void *bytes, size_t size, struct error *error)
{
	Elf64_Ehdr head;

	if (size < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG))
		return refuse_compiled("it is no ELF file", error);
	if (size < sizeof(head))
		return refuse("it is cut short", error);
	memcpy(&head, bytes, sizeof(head));
	if (head.e_ident[EI_CLASS] != ELFCLASS64)
		return refuse_compiled("it is no BPF object, but of a 32-bit machine",
				       error);
	if (head.e_ident[EI_DATA] != OWN_BYTE_ORDER)
		return refuse_compiled("it is of the other byte order", error);
	if (head.e_machine != EM_BPF)
		return refuse_compiled("it is no BPF object, but of another machine",
				       error);
	if (head.e_type != ET_REL)
		return refuse("it is no object file", error);
	if (!head.e_shoff || head.e_shentsize != sizeof(Elf64_Shdr))
		return refuse("it has no sections", error);
	if (head.e_shoff > size ||
	    (size - head.e_shoff) / sizeof(Elf64_Shdr) < head.e_shnum)
		return refuse("it is cut short", error);
	return 0;
}

/* Non-blocking: whoever opens a FIFO would wait for one who writes. */
static int open_file(const char *path, int *ret_fd, struct error *error)
{
	int fd AUTO_CLOSE = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int number = errno;
	struct stat info;

	if (fd < 0) {
		refuse(strerror(number), error);
		error->number = number;
		return -1;
	}
	if (fstat(fd, &info))
		return error_set_errno(error, errno, "it cannot be looked at");
	if (S_ISDIR(info.st_mode))
		return refuse("it is a directory", error);
	if (!S_ISREG(info.st_mode))
		return refuse("it is no regular file", error);
	if (!info.st_size)
		return refuse("it is empty", error);
	*ret_fd = take_fd(&fd);
	return 0;
}

/* To its end, or to one byte more than is allowed. */
static int read_all(int fd, struct object_file *file, struct error *error)
{
	size_t room = OBJECT_FILE_SIZE_MAX + 1;
	ssize_t count = 1;

	file->bytes = memory_new(1, room);
	while (count && file->size < room) {
		count = read(fd, (char *)file->bytes + file->size, room - file->size);
		if (count < 0 && errno != EINTR)
			return error_set_errno(error, errno, "it cannot be read");
		file->size += count > 0 ? (size_t)count : 0;
	}
	if (file->size > OBJECT_FILE_SIZE_MAX)
		return error_set(error, ERROR_FAILED, "it is larger than %u MiB",
				 OBJECT_FILE_SIZE_MAX >> 20);
	file->bytes = memory_resize(file->bytes, 1, file->size ? file->size : 1);
	return 0;
}

int object_file_read(const char *path, struct object_file *ret_file, struct error *error)
{
	struct object_file file AUTO_OBJECT_FILE = {0};
	int fd AUTO_CLOSE = -1;

	if (open_file(path, &fd, error) || read_all(fd, &file, error) ||
	    object_file_check(file.bytes, file.size, error))
		return -1;
	file.tag = (uint32_t)crc32(0, file.bytes, (unsigned int)file.size);
	*ret_file = file;
	file = (struct object_file){0};
	return 0;
}

void object_file_release(struct object_file *file)
{
	free(file->bytes);
	*file = (struct object_file){0};
}
