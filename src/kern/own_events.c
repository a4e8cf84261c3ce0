// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hooks that take several links: an event on each processor, and a USDT probe, which the
 * compiler can have put at several places of a program.
 */
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/memory.h"
#include "base/parse.h"
#include "kern/handle.h"
#include "kern/own_internal.h"

/* ---- events ---- */

static const struct {
	const char *name;
	uint32_t type;
	uint64_t config;
} events[] = {
	{"cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK},
	{"task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
	{"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
	{"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
	{"cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS},
	{"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
	{"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
	{"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
};

#define FREQUENCY_DEFAULT 99 /* beside the timers' own 100 and 1000 */
#define FREQUENCY_MAX 10000

static int find_event(const char *name, size_t length, struct perf_event_attr *attributes)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (strlen(events[i].name) != length ||
		    strncmp(events[i].name, name, length))
			continue;
		attributes->type = events[i].type;
		attributes->config = events[i].config;
		return 0;
	}
	return -1;
}

/* "cpu-clock:99": an event, and how often a second; "" for these two. */
static int read_event(const char *words, struct perf_event_attr *attributes,
		      struct error *error)
{
	const char *name = *words ? words : events[0].name;
	size_t length = strcspn(name, ":");
	uint64_t frequency = FREQUENCY_DEFAULT;

	*attributes = (struct perf_event_attr){.size = sizeof(*attributes), .freq = 1};
	if (find_event(name, length, attributes))
		return error_set(error, ERROR_FAILED, "there is no event '%.*s'",
				 (int)length, name);
	if (name[length] && parse_number("frequency", name + length + 1, 1, FREQUENCY_MAX,
					 &frequency, error))
		return -1;
	attributes->sample_freq = frequency;
	return 0;
}

static int attach_on_cpu(const struct own_attachment *at,
			 struct perf_event_attr *attributes, int cpu, const char *suffix,
			 struct error *error)
{
	int fd = (int)syscall(SYS_perf_event_open, attributes, own_wanted_pid(at), cpu,
			      -1, PERF_FLAG_FD_CLOEXEC);
	struct bpf_link *link;

	if (fd < 0)
		return own_refuse_errno(errno, error);
	link = bpf_program__attach_perf_event(at->program, fd);
	if (!link)
		close(fd);
	return own_keep_libbpf_link(at, link, suffix, error);
}

int own_attach_perf_event(struct own_attachment *at, struct error *error)
{
	int count = at->wishes->pid ? 1 : libbpf_num_possible_cpus();
	struct perf_event_attr attributes;

	if (read_event(at->hook->target, &attributes, error))
		return -1;
	for (int i = 0; i < count; i++) {
		char *suffix AUTO_FREE = memory_format("%d", i);

		if (!attach_on_cpu(at, &attributes, at->wishes->pid ? -1 : i, suffix,
				   error))
			continue;
		if (error->number != ENODEV)
			return -1;
		error_clear(error); /* a processor that is not online */
	}
	return 0;
}

/* ---- USDT ---- */

#define DESCRIPTORS_MAX 4096

/* Sets the bit of each descriptor of this process that is a link. */
static void find_links(bool is_link[DESCRIPTORS_MAX])
{
	for (int fd = 0; fd < DESCRIPTORS_MAX; fd++)
		is_link[fd] = handle_is_link(fd);
}

static int keep_new_links(const struct own_attachment *at,
			  const bool was_link[DESCRIPTORS_MAX], struct error *error)
{
	bool is_link[DESCRIPTORS_MAX];
	size_t count = 0;
	int result = 0;

	find_links(is_link);
	for (int fd = 0; fd < DESCRIPTORS_MAX; fd++) {
		char *suffix AUTO_FREE = NULL;

		if (!is_link[fd] || was_link[fd])
			continue;
		suffix = memory_format("%zu", count++);
		result = own_keep_link(at, fd, suffix, error) ? -1 : result;
	}
	return result;
}

/* libbpf hands out no descriptor of such a link: it has one for each place, inside. */
int own_attach_usdt(struct own_attachment *at, struct error *error)
{
	char *binary AUTO_FREE = memory_copy_string(at->hook->target);
	char *provider = strchr(binary, ':'), *name;
	bool was_link[DESCRIPTORS_MAX];
	struct bpf_link *link;

	name = provider ? strchr(provider + 1, ':') : NULL;
	if (!name || provider == binary || name == provider + 1 || !name[1])
		return error_set(error, ERROR_FAILED, "it is not %s",
				 at->hook->kind->target);
	*provider++ = *name++ = '\0';
	find_links(was_link);
	link = bpf_program__attach_usdt(at->program, own_wanted_pid(at), binary, provider,
					name, NULL);
	if (!link)
		return own_refuse_errno(errno, error);
	bpf_link__disconnect(link);
	bpf_link__destroy(link);
	return keep_new_links(at, was_link, error);
}
