// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bpfids [FILE]: prints the ids of all BPF programs, maps and links of this kernel, one a line, but
 * those that it has printed into FILE before.
 *
 * It opens none of them: a PROG_ARRAY that is opened by its id while it is being freed
 * is never freed (its user references end twice, prog_array_map_clear in
 * kernel/bpf/arraymap.c), and what looks for leaks would be what makes them.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#define LINES_MAX 4096
#define LINE_SIZE 32

static char known[LINES_MAX][LINE_SIZE];
static size_t known_count;

static void read_known(const char *path)
{
	FILE *file = fopen(path, "re");

	if (!file) {
		perror(path);
		exit(1);
	}
	while (known_count < LINES_MAX && fgets(known[known_count], LINE_SIZE, file))
		known_count++;
	fclose(file);
}

static bool is_known(const char *line)
{
	for (size_t i = 0; i < known_count; i++)
		if (!strcmp(known[i], line))
			return true;
	return false;
}

static void print_ids(const char *kind, int (*get_next)(__u32, __u32 *))
{
	char line[LINE_SIZE];

	for (__u32 id = 0; !get_next(id, &id);) {
		snprintf(line, sizeof(line), "%s %u\n", kind, id);
		if (!is_known(line))
			fputs(line, stdout);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		read_known(argv[1]);
	print_ids("program", bpf_prog_get_next_id);
	print_ids("map", bpf_map_get_next_id);
	print_ids("link", bpf_link_get_next_id);
	return 0;
}
