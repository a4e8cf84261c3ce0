// SPDX-License-Identifier: GPL-2.0-or-later
/* nobpf EPERM|ENOSYS PROGRAM...: runs it under a seccomp filter that refuses bpf(2) so. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int refuse_bpf(int number)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bpf, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned int)number),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char **argv)
{
	if (argc < 3 || (strcmp(argv[1], "EPERM") && strcmp(argv[1], "ENOSYS"))) {
		fputs("usage: nobpf EPERM|ENOSYS PROGRAM...\n", stderr);
		return 2;
	}
	if (!refuse_bpf(strcmp(argv[1], "EPERM") ? ENOSYS : EPERM))
		execvp(argv[2], argv + 2);
	perror(argv[2]);
	return EXIT_FAILURE;
}
