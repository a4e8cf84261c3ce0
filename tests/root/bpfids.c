// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the ids of all BPF programs, maps and links of this kernel, one a line.
 *
 * It opens none of them: a PROG_ARRAY that is opened by its id while it is being freed
 * is never freed (its user references end twice, prog_array_map_clear in
 * kernel/bpf/arraymap.c), and what looks for leaks would be what makes them.
 */
#include <stdio.h>

#include <bpf/bpf.h>

static void print_ids(const char *kind, int (*get_next)(__u32, __u32 *))
{
	for (__u32 id = 0; !get_next(id, &id);)
		printf("%s %u\n", kind, id);
}

int main(void)
{
	print_ids("program", bpf_prog_get_next_id);
	print_ids("map", bpf_map_get_next_id);
	print_ids("link", bpf_link_get_next_id);
	return 0;
}
