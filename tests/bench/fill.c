// SPDX-License-Identifier: GPL-2.0-or-later
/* fill PIN: fills the map of tests/objects/million.bpf.c to its last entry. */
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>

struct flow {
	__u32 from, to;
	__u16 port, protocol;
};

struct counts {
	__u64 packets, bytes;
};

#define ENTRIES 1000000
#define AT_ONCE 1000

static int fill(int fd)
{
	static struct flow keys[AT_ONCE];
	static struct counts values[AT_ONCE];

	for (__u32 done = 0; done < ENTRIES; done += AT_ONCE) {
		__u32 count = AT_ONCE;

		for (__u32 i = 0; i < AT_ONCE; i++) {
			keys[i] = (struct flow){done + i, ~(done + i), 443, 6};
			values[i] = (struct counts){done + i, 1500ull * (done + i)};
		}
		if (bpf_map_update_batch(fd, keys, values, &count, NULL))
			return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int fd = argc == 2 ? bpf_obj_get(argv[1]) : -1;

	if (fd < 0 || fill(fd)) {
		perror("fill");
		return 1;
	}
	return 0;
}
