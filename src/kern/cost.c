// SPDX-License-Identifier: GPL-2.0-or-later
/* What programs and maps cost. */
#include "kern/cost.h"

#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "kern/handle.h"

#define STATS_SWITCH "/proc/sys/kernel/bpf_stats_enabled"
#define MEMORY_KEY "memlock:\t"

bool cost_is_time_taken(void)
{
	FILE *file AUTO_FCLOSE = fopen(STATS_SWITCH, "re");

	return file && fgetc(file) == '1';
}

static uint64_t said_memory(int fd)
{
	FILE *file AUTO_FCLOSE = NULL;
	char path[64], line[256];
	uint64_t bytes;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		const char *at = line + strlen(MEMORY_KEY);

		if (!strncmp(line, MEMORY_KEY, strlen(MEMORY_KEY)))
			return parse_digits(&at, 10, &bytes) ? 0 : bytes;
	}
	return 0;
}

uint64_t cost_map_memory(int fd)
{
	uint64_t said = said_memory(fd);
	struct bpf_map_info info;

	if (handle_map_info(fd, &info) || info.type != BPF_MAP_TYPE_RINGBUF)
		return said;
	return said > info.max_entries ? said : info.max_entries;
}
