// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attaches a program that passes everything to an interface's XDP slot.
 *
 *   xdphold IFACE native|generic NAME link        held by this process, until it is
 * killed xdphold IFACE native|generic NAME interface   held by the interface alone
 *   xdphold IFACE native|generic NAME PATH        the same, and the program is pinned
 * there
 *
 * Prints the program's id.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(1);
}

static int load_pass(const char *name)
{
	const struct bpf_insn program[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = XDP_PASS},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, name, "GPL", program, 2, NULL);

	if (fd < 0)
		die("load");
	return fd;
}

static void print_id(int program)
{
	struct bpf_prog_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(program, &info, &size))
		die("info");
	printf("%u\n", info.id);
	fflush(stdout);
}

static void hold_by_link(int program, int ifindex, __u32 flags)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = flags);

	if (bpf_link_create(program, ifindex, BPF_XDP, &options) < 0)
		die("link");
	print_id(program);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int program, ifindex;
	__u32 flags;

	if (argc != 5)
		return 2;
	ifindex = (int)if_nametoindex(argv[1]);
	flags = strcmp(argv[2], "native") ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
	program = load_pass(argv[3]);
	if (!strcmp(argv[4], "link"))
		hold_by_link(program, ifindex, flags);
	if (bpf_xdp_attach(ifindex, program, flags, NULL))
		die("attach");
	if (strcmp(argv[4], "interface") && bpf_obj_pin(program, argv[4]))
		die(argv[4]);
	print_id(program);
	return 0;
}
