// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutants BPFFS FIRST COUNT OBJECT...: makes COUNT mutants of the objects, the FIRSTth and those
 * behind it, and loads and unloads each as `ebpfctl load FILE -i lo --mode generic` does; with
 * "-" for BPFFS it looks at them only, as --dry-run does. The same numbers are the same mutants.
 *
 * Each has to load and to be unloaded, or to be refused with a message, in time and without a
 * rest in bpffs: else its number is printed, it is written to mutant-NUMBER.o, and the exit
 * status is 1. At the end it prints how many were loaded, and how many refused.
 */
#include <elf.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/memory.h"
#include "kern/libbpf_log.h"
#include "kern/own.h"
#include "kern/probe.h"

#define SECONDS_MAX 60
#define EDITS_MAX 8
#define OBJECTS_MAX 64

struct object {
	unsigned char *bytes;
	size_t size;
};

/* What the workers share with the driver. */
struct progress {
	unsigned long number; /* that is being tried */
	unsigned long loaded, refused, wrong;
	unsigned long crashed; /* of the refused: libbpf was, in the rehearsal */
};

static struct object objects[OBJECTS_MAX];
static size_t object_count;
static struct progress *progress;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* ---- mutants, each by its number ---- */

static uint64_t state;

/* splitmix64 */
static uint64_t next_random(uint64_t below)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) % below;
}

static uint64_t odd_value(void)
{
	static const uint64_t values[] = {0,
					  1,
					  2,
					  3,
					  4,
					  8,
					  0x7f,
					  0x80,
					  0xff,
					  0x100,
					  0x7fff,
					  0xffff,
					  0x10000,
					  0x7fffffff,
					  0x80000000,
					  0xffffffff,
					  0x7fffffffffffffff,
					  UINT64_MAX};

	return next_random(2) ? values[next_random(sizeof(values) / sizeof(values[0]))] :
				next_random(UINT64_MAX);
}

/* A section of it, or its header, or the table of sections: where an edit does most. */
static void choose_region(const struct object *object, size_t *ret_begin,
			  size_t *ret_size)
{
	Elf64_Shdr section;
	Elf64_Ehdr head;
	uint64_t at;

	*ret_begin = 0;
	*ret_size = object->size;
	if (object->size < sizeof(head) || !next_random(8))
		return;
	memcpy(&head, object->bytes, sizeof(head));
	*ret_size = sizeof(head);
	if (!head.e_shnum || head.e_shoff > object->size ||
	    object->size - head.e_shoff < (size_t)head.e_shnum * sizeof(section) ||
	    !next_random(12))
		return;
	*ret_begin = head.e_shoff;
	*ret_size = (size_t)head.e_shnum * sizeof(section);
	if (!next_random(4))
		return;
	at = head.e_shoff + next_random(head.e_shnum) * sizeof(section);
	memcpy(&section, object->bytes + at, sizeof(section));
	if (!section.sh_size || section.sh_offset >= object->size ||
	    section.sh_size > object->size - section.sh_offset)
		return;
	*ret_begin = section.sh_offset;
	*ret_size = section.sh_size;
}

static void edit(struct object *object)
{
	size_t begin, size, at, length;
	uint64_t value = odd_value();

	choose_region(object, &begin, &size);
	at = begin + next_random(size);
	length = object->size - at;
	switch (next_random(8)) {
	case 0: /* a bit */
		object->bytes[at] ^= (unsigned char)(1u << next_random(8));
		break;
	case 1: /* a piece of it elsewhere */
		length = 1 + next_random(length < 64 ? length : 64);
		memmove(object->bytes + at,
			object->bytes + next_random(object->size - length + 1), length);
		break;
	case 2: /* its end */
		if (!next_random(4))
			object->size = at ? at : 1;
		break;
	default: /* a number */
		at &= ~(size_t)3;
		length = (size_t)1 << next_random(4);
		if (length <= object->size - at)
			memcpy(object->bytes + at, &value, length);
	}
}

static struct object make_mutant(unsigned long number)
{
	const struct object *from;
	struct object mutant;
	uint64_t edits;

	state = number;
	from = &objects[next_random(object_count)];
	mutant = (struct object){memory_new(1, from->size), from->size};
	memcpy(mutant.bytes, from->bytes, from->size);
	for (edits = 1 + next_random(EDITS_MAX); edits; edits--)
		edit(&mutant);
	return mutant;
}

/* ---- trying one ---- */

/* A file of it that no path leads to. */
static int file_of(const struct object *mutant)
{
	int fd = memfd_create("mutant", MFD_CLOEXEC);

	if (fd < 0 || write(fd, mutant->bytes, mutant->size) != (ssize_t)mutant->size)
		die("memfd");
	return fd;
}

static bool is_empty(const struct pins *pins)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	return !pins_list(pins->base, NULL, &names, &error) && names.count == 1;
}

/* True when it is as it should be. */
static bool try_file(struct pins *pins, const char *path)
{
	static const char *const ifnames[] = {"lo"};
	const struct own_wishes wishes = {
		.file = path,
		.name = "mutant",
		.ifnames = ifnames,
		.ifname_count = 1,
		.mode = EBPFCTL_XDP_GENERIC,
	};
	struct load_report report CLEANUP(load_report_release) = {0};
	struct load_result *result = load_report_add(&report, wishes.name);
	bool failed = pins ? own_load(pins, &wishes, result, &result->error) :
			     own_preview(&(struct pins){.lock_fd = -1}, &wishes, result,
					 &result->error);

	progress->refused += failed;
	progress->loaded += !failed;
	if (failed && result->error.message &&
	    strstr(result->error.message, "libbpf crashed on it"))
		progress->crashed++;
	if (failed && (!result->error.message || !*result->error.message))
		return false;
	if (!failed && pins && probe_unload(pins, wishes.name, &result->error))
		return false;
	return !pins || is_empty(pins);
}

static bool try_mutant(struct pins *pins, unsigned long number)
{
	struct object mutant = make_mutant(number);
	int fd AUTO_CLOSE = file_of(&mutant);
	char path[64];

	free(mutant.bytes);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	alarm(SECONDS_MAX);
	return try_file(pins, path);
}

/* ---- many ---- */

static void report(unsigned long number, const char *how)
{
	struct object mutant = make_mutant(number);
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "mutant-%lu.o", number);
	file = fopen(path, "w");
	if (!file || fwrite(mutant.bytes, 1, mutant.size, file) != mutant.size ||
	    fclose(file))
		die(path);
	free(mutant.bytes);
	printf("mutant %lu: %s\n", number, how);
	progress->wrong++;
}

static void work(const char *root, unsigned long end)
{
	struct pins pins AUTO_PINS = {.lock_fd = -1};
	struct error error AUTO_ERROR = {0};
	bool is_dry = !strcmp(root, "-");

	libbpf_log_install();
	if (!is_dry &&
	    (pins_open(root, &pins, &error) || pins_lock_to_create(&pins, &error))) {
		fprintf(stderr, "mutants: %s\n", error.message);
		_exit(2);
	}
	for (; progress->number < end; progress->number++)
		if (!try_mutant(is_dry ? NULL : &pins, progress->number))
			report(progress->number, "not as it should be");
	fflush(stdout);
	pins_close(&pins);
	_exit(0);
}

/* A worker that dies by a mutant is followed by one that goes on behind that. */
static void run(const char *root, unsigned long end)
{
	while (progress->number < end) {
		int status;
		pid_t worker;

		fflush(stdout);
		worker = fork();
		if (worker < 0)
			die("fork");
		if (!worker)
			work(root, end);
		if (waitpid(worker, &status, 0) < 0)
			die("wait");
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
			exit(2);
		report(progress->number, WIFSIGNALED(status) ?
						 strsignal(WTERMSIG(status)) :
						 "the process ended");
		progress->number++;
	}
}

static void read_object(const char *path)
{
	struct object *object = &objects[object_count++];
	FILE *file AUTO_FCLOSE = fopen(path, "r");
	struct stat info;

	if (object_count > OBJECTS_MAX || !file || fstat(fileno(file), &info))
		die(path);
	object->size = (size_t)info.st_size;
	object->bytes = memory_new(1, object->size + 1);
	if (fread(object->bytes, 1, object->size, file) != object->size)
		die(path);
}

int main(int argc, char **argv)
{
	unsigned long first, count;

	if (argc < 5)
		return 2;
	first = strtoul(argv[2], NULL, 10);
	count = strtoul(argv[3], NULL, 10);
	for (int i = 4; i < argc; i++)
		read_object(argv[i]);
	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (progress == MAP_FAILED)
		die("mmap");
	progress->number = first;
	run(argv[1], first + count);
	printf("%lu loaded, %lu refused (libbpf crashed on %lu), %lu wrong\n",
	       progress->loaded, progress->refused, progress->crashed, progress->wrong);
	return progress->wrong ? 1 : 0;
}
