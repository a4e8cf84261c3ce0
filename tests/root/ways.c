// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens a file under a comm of its own in ways that not every route of opens sees, and prints
 * how many of the calls succeeded and how many were made: "OK CALLS".
 *
 *   ways COMM compat PATH COUNT    open, openat, creat and openat2 in turn, as a 32-bit program
 *                                  calls them: by int 0x80
 *   ways COMM refused PATH         calls of openat2 that are refused: the size, the end of
 *                                  `how`, `how` itself, then flags and a mode
 *   ways COMM uring PATH COUNT     IORING_OP_OPENAT
 *   ways COMM handle PATH COUNT    open_by_handle_at
 *   ways COMM blocked FIFO THREADS PATH COUNT
 *                                  openat of PATH, while so many threads wait in an openat of
 *                                  FIFO; then these are let go
 *   ways COMM preempted PATH THREADS COUNT
 *                                  COUNT openat of PATH in each of so many threads on one
 *                                  processor, with a higher and a higher priority
 *
 * Exit status 77: this kernel or this processor has no such way.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define STATUS_NO_WAY 77
#define THREADS_MAX 64
#define STEP_US 1000

static unsigned long ok_count, call_count;

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(errno == ENOSYS ? STATUS_NO_WAY : 1);
}

static void note(long fd)
{
	call_count++;
	if (fd < 0)
		return;
	ok_count++;
	close((int)fd);
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!*text || *end) {
		fprintf(stderr, "ways: not a number: %s\n", text);
		exit(2);
	}
	return value;
}

/* ---- compat ---- */

#ifdef __x86_64__
static long call_32(long nr, unsigned long a, unsigned long b, unsigned long c,
		    unsigned long d)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

static void open_compat(const char *path, unsigned long count)
{
	enum {
		OPEN = 5,
		CREAT = 8,
		OPENAT = 295,
		OPENAT2 = 437
	};
	/* what 32 bits can point to */
	char *low = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	struct open_how *how = (void *)(low + 4096);
	const unsigned long at = (unsigned int)AT_FDCWD;

	if (low == MAP_FAILED)
		die("mmap");
	snprintf(low, 4096, "%s", path);
	*how = (struct open_how){.flags = O_RDONLY};
	for (unsigned long i = 0; i < count; i++)
		switch (i % 4) {
		case 0:
			note(call_32(OPEN, (unsigned long)low, O_RDONLY, 0, 0));
			break;
		case 1:
			note(call_32(OPENAT, at, (unsigned long)low, O_RDONLY, 0));
			break;
		case 2:
			note(call_32(CREAT, (unsigned long)low, 0600, 0, 0));
			break;
		default:
			note(call_32(OPENAT2, at, (unsigned long)low, (unsigned long)how,
				     sizeof(*how)));
		}
}
#else
static void open_compat(const char *path, unsigned long count)
{
	(void)path;
	(void)count;
	exit(STATUS_NO_WAY);
}
#endif

/* ---- refused ---- */

static void call_openat2(const char *path, const void *how, size_t size)
{
	note(syscall(SYS_openat2, AT_FDCWD, path, how, size));
}

static void open_refused(const char *path)
{
	struct {
		struct open_how how;
		__u64 unknown;
	} longer = {.unknown = 1};
	const struct open_how good = {0}, unknown_flag = {.flags = 1ULL << 40},
			      unknown_resolve = {.resolve = 1ULL << 40},
			      mode_for_nothing = {.mode = 0600};

	/* before do_sys_openat2 */
	call_openat2(path, &good, sizeof(good) - 1);
	call_openat2(path, &longer, sizeof(longer));
	call_openat2(path, NULL, sizeof(good));
	/* within it */
	call_openat2(path, &unknown_flag, sizeof(good));
	call_openat2(path, &unknown_resolve, sizeof(good));
	call_openat2(path, &mode_for_nothing, sizeof(good));
}

/* ---- io_uring ---- */

struct ring {
	int fd;
	struct io_uring_params params;
	char *sq, *cq;
	struct io_uring_sqe *sqes;
};

static void *map_ring(const struct ring *ring, size_t size, off_t offset)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, offset);

	if (at == MAP_FAILED)
		die("mmap");
	return at;
}

static struct ring make_ring(void)
{
	struct ring ring = {.params = {0}};
	const struct io_uring_params *params = &ring.params;

	ring.fd = (int)syscall(SYS_io_uring_setup, 1, &ring.params);
	if (ring.fd < 0)
		die("io_uring_setup");
	ring.sq =
		map_ring(&ring, params->sq_off.array + params->sq_entries * sizeof(__u32),
			 IORING_OFF_SQ_RING);
	ring.cq = map_ring(&ring,
			   params->cq_off.cqes +
				   params->cq_entries * sizeof(struct io_uring_cqe),
			   IORING_OFF_CQ_RING);
	ring.sqes =
		map_ring(&ring, params->sq_entries * sizeof(*ring.sqes), IORING_OFF_SQES);
	return ring;
}

static volatile unsigned int *word_at(char *base, __u32 offset)
{
	return (volatile unsigned int *)(void *)(base + offset);
}

static int submit(const struct ring *ring, const struct io_uring_sqe *sqe)
{
	const struct io_sqring_offsets *sq = &ring->params.sq_off;
	const struct io_cqring_offsets *cq = &ring->params.cq_off;
	volatile unsigned int *tail = word_at(ring->sq, sq->tail);
	volatile unsigned int *head = word_at(ring->cq, cq->head);
	const struct io_uring_cqe *cqes = (const void *)(ring->cq + cq->cqes);
	int result;

	ring->sqes[0] = *sqe;
	word_at(ring->sq, sq->array)[*tail & *word_at(ring->sq, sq->ring_mask)] = 0;
	*tail += 1;
	if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL,
		    0) != 1)
		die("io_uring_enter");
	result = cqes[*head & *word_at(ring->cq, cq->ring_mask)].res;
	*head += 1;
	return result;
}

static void open_by_uring(const char *path, unsigned long count)
{
	const struct ring ring = make_ring();
	const struct io_uring_sqe sqe = {
		.opcode = IORING_OP_OPENAT,
		.fd = AT_FDCWD,
		.addr = (unsigned long)path,
		.open_flags = O_RDONLY,
	};

	for (unsigned long i = 0; i < count; i++)
		note(submit(&ring, &sqe));
}

/* ---- handles ---- */

static void open_by_handle(const char *path, int mount, unsigned long count)
{
	union {
		struct file_handle head;
		char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} handle = {.head = {.handle_bytes = MAX_HANDLE_SZ}};
	int id;

	if (name_to_handle_at(AT_FDCWD, path, &handle.head, &id, 0))
		die("name_to_handle_at");
	for (unsigned long i = 0; i < count; i++)
		note(open_by_handle_at(mount, &handle.head, O_RDONLY));
}

/* ---- threads ---- */

static const char *thread_path;
static unsigned long thread_calls;
static pid_t tids[THREADS_MAX];

static void *open_in_thread(void *argument)
{
	tids[(uintptr_t)argument] = (pid_t)syscall(SYS_gettid);
	for (unsigned long i = 0; i < thread_calls; i++) {
		long fd = syscall(SYS_openat, AT_FDCWD, thread_path, O_RDONLY, 0);

		if (fd >= 0)
			close((int)fd);
		__atomic_fetch_add(&ok_count, fd >= 0, __ATOMIC_RELAXED);
		__atomic_fetch_add(&call_count, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void start_threads(pthread_t *threads, unsigned long count)
{
	if (count > THREADS_MAX)
		exit(2);
	for (unsigned long i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, open_in_thread,
				   (void *)(uintptr_t)i))
			die("pthread_create");
}

static void join_threads(const pthread_t *threads, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

/* By /proc/self/task: it sleeps. */
static bool is_waiting(int directory, pid_t tid)
{
	char path[64], text[512], *state;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "%d/stat", tid);
	fd = tid ? openat(directory, path, O_RDONLY | O_CLOEXEC) : -1;
	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	if (length <= 0)
		return false;
	text[length] = '\0';
	state = strrchr(text, ')');
	return state && state[2] == 'S';
}

static void open_beside_blocked(const char *comm, char **words)
{
	const unsigned long threads_wanted = number(words[1]), count = number(words[3]);
	pthread_t threads[THREADS_MAX];
	int fifo, tasks;

	prctl(PR_SET_NAME, "w-waits");
	tasks = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	thread_path = words[0];
	thread_calls = 1;
	prctl(PR_SET_NAME, "w-blocked");
	start_threads(threads, threads_wanted);
	prctl(PR_SET_NAME, "w-waits");
	for (unsigned long i = 0; i < threads_wanted; i++)
		while (!is_waiting(tasks, tids[i]))
			usleep(STEP_US);
	prctl(PR_SET_NAME, comm);
	for (unsigned long i = 0; i < count; i++)
		note(syscall(SYS_openat, AT_FDCWD, words[2], O_RDONLY, 0));
	prctl(PR_SET_NAME, "w-waits");
	fifo = open(words[0], O_RDWR);
	join_threads(threads, threads_wanted);
	close(fifo);
}

static void open_preempted(char **words)
{
	pthread_t threads[THREADS_MAX];
	const unsigned long count = number(words[1]);
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		die("sched_setaffinity");
	thread_path = words[0];
	thread_calls = number(words[2]);
	start_threads(threads, count);
	join_threads(threads, count);
}

int main(int argc, char **argv)
{
	const char *way = argc > 3 ? argv[2] : "";
	int mount;

	if (argc < 4)
		return 2;
	mount = open(argv[3], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	prctl(PR_SET_NAME, argv[1]);
	if (!strcmp(way, "compat") && argc == 5)
		open_compat(argv[3], number(argv[4]));
	else if (!strcmp(way, "refused") && argc == 4)
		open_refused(argv[3]);
	else if (!strcmp(way, "uring") && argc == 5)
		open_by_uring(argv[3], number(argv[4]));
	else if (!strcmp(way, "handle") && argc == 5)
		open_by_handle(argv[3], mount, number(argv[4]));
	else if (!strcmp(way, "blocked") && argc == 7)
		open_beside_blocked(argv[1], argv + 3);
	else if (!strcmp(way, "preempted") && argc == 6)
		open_preempted(argv + 3);
	else
		return 2;
	printf("%lu %lu\n", ok_count, call_count);
	return 0;
}
