// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ns per packet of XDP programs, by BPF_PROG_TEST_RUN in turn: xdp_ns PIN... A TCP/IPv4
 * frame of 60 bytes; the median of the rounds for each program, one a line.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 9
#define REPEAT 1000000
#define PROGRAMS_MAX 8

static const unsigned char frame[60] = {
	2,  0, 0, 0, 0, 2,  2, 0, 0, 0,	  0, 1, 8, 0,	0x45, 0, 0,
	46, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0,    2, 2,
};

static int compare(const void *left, const void *right)
{
	return (int)*(const unsigned int *)left - (int)*(const unsigned int *)right;
}

static unsigned int run(int program)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame,
		    .data_size_in = sizeof(frame), .repeat = REPEAT);

	if (bpf_prog_test_run_opts(program, &options)) {
		perror("BPF_PROG_TEST_RUN");
		exit(EXIT_FAILURE);
	}
	return options.duration;
}

int main(int argc, char **argv)
{
	unsigned int ns[PROGRAMS_MAX][ROUNDS];
	int programs[PROGRAMS_MAX];

	if (argc < 2 || argc > PROGRAMS_MAX + 1)
		return EXIT_FAILURE;
	for (int i = 1; i < argc; i++) {
		programs[i - 1] = bpf_obj_get(argv[i]);
		if (programs[i - 1] < 0) {
			perror(argv[i]);
			return EXIT_FAILURE;
		}
	}
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < argc - 1; i++)
			ns[i][round] = run(programs[i]);
	for (int i = 0; i < argc - 1; i++) {
		qsort(ns[i], ROUNDS, sizeof(ns[i][0]), compare);
		printf("%s %u\n", argv[i + 1], ns[i][ROUNDS / 2]);
	}
	return EXIT_SUCCESS;
}
