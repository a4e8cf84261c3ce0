// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sends a counted number of frames, each of them given in hex; white space in it is
 * ignored.
 *
 *   frames live IFACE COUNT FRAME...   into IFACE's peer as XDP frames, without an skb
 *   frames send IFACE COUNT FRAME...   out of IFACE, by a packet socket
 *   frames udp ADDRESS COUNT SIZE      SIZE bytes of UDP payload to port 9, by sendto(2)
 *   frames tun IFACE COUNT FRAME...    as if received by the tun device; its tun_pi is 0
 *   frames flow IFACE FRAME            as send, about 10,000 a second, until SIGTERM; prints
 *                                      how many it were
 *   frames run PIN FRAME...            runs the pinned program once with each; prints what it
 *                                      returns
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#define FRAME_MAX 65536
#define DISCARD_PORT 9
#define FLOW_PAUSE_US 50

struct frame {
	unsigned char bytes[FRAME_MAX];
	size_t size;
};

static volatile sig_atomic_t stop_requested;

static void stop(int number)
{
	(void)number;
	stop_requested = 1;
}

static void __attribute__((noreturn)) die(const char *what)
{
	perror(what);
	exit(1);
}

static void __attribute__((noreturn)) die_of(const char *message)
{
	fprintf(stderr, "frames: %s\n", message);
	exit(1);
}

static struct frame read_hex(const char *text)
{
	struct frame frame = {.size = 0};

	while (*text) {
		char digits[3] = {text[0], text[1], '\0'};
		char *end;

		if (isspace((unsigned char)*text)) {
			text++;
			continue;
		}
		if (frame.size == sizeof(frame.bytes))
			die_of("the frame is too long");
		frame.bytes[frame.size++] = (unsigned char)strtoul(digits, &end, 16);
		if (end != digits + 2)
			die_of("the frame is not hex");
		text += 2;
	}
	return frame;
}

static unsigned long read_number(const char *text)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (!*text || *end)
		die_of("not a number");
	return number;
}

static unsigned int index_of(const char *ifname)
{
	unsigned int ifindex = if_nametoindex(ifname);

	if (!ifindex)
		die(ifname);
	return ifindex;
}

/* ---- live ---- */

static int load_redirect(unsigned int ifindex)
{
	const struct bpf_insn program[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K,
		 .dst_reg = 1,
		 .imm = (__s32)ifindex},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 2, .imm = 0},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "redirect", "GPL", program,
			       sizeof(program) / sizeof(program[0]), NULL);

	if (fd < 0)
		die("the program that redirects");
	return fd;
}

static void send_live(const char *ifname, unsigned long count, struct frame *frame)
{
	struct xdp_md context = {.data_end = (__u32)frame->size};
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame->bytes,
		    .data_size_in = (__u32)frame->size, .ctx_in = &context,
		    .ctx_size_in = sizeof(context), .repeat = (int)count,
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = 64);

	if (bpf_prog_test_run_opts(load_redirect(index_of(ifname)), &run))
		die("BPF_PROG_TEST_RUN");
}

/* ---- packet socket ---- */

static int open_packet_socket(const char *ifname)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)index_of(ifname),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die("packet socket");
	return fd;
}

static void send_one(int fd, const struct frame *frame)
{
	while (send(fd, frame->bytes, frame->size, 0) != (ssize_t)frame->size)
		if (errno != ENOBUFS && errno != EINTR)
			die("send");
}

static void send_frames(const char *ifname, unsigned long count,
			const struct frame *frame)
{
	int fd = open_packet_socket(ifname);

	for (unsigned long i = 0; i < count; i++)
		send_one(fd, frame);
}

static void flow(const char *ifname, const struct frame *frame)
{
	int fd = open_packet_socket(ifname);
	unsigned long count = 0;

	signal(SIGTERM, stop);
	for (; !stop_requested; count++) {
		send_one(fd, frame);
		usleep(FLOW_PAUSE_US);
	}
	printf("%lu\n", count);
}

/* ---- UDP ---- */

static void send_udp(const char *text, unsigned long count, size_t size)
{
	static const unsigned char payload[FRAME_MAX];
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(DISCARD_PORT)};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (inet_pton(AF_INET, text, &to.sin_addr) != 1)
		die_of("not an IPv4 address");
	for (unsigned long i = 0; i < count; i++)
		if (sendto(fd, payload, size, 0, (struct sockaddr *)&to, sizeof(to)) !=
		    (ssize_t)size)
			die("sendto");
}

/* ---- tun ---- */

/* With its header of four bytes, so that the device looks at none of the frame. */
static void send_tun(const char *ifname, unsigned long count, const struct frame *frame)
{
	const struct tun_pi header = {.proto = htons(ETH_P_IP)};
	unsigned char packet[sizeof(header) + FRAME_MAX];
	struct ifreq request = {.ifr_flags = IFF_TUN};
	int fd = open("/dev/net/tun", O_RDWR);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", ifname);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &request))
		die("/dev/net/tun");
	memcpy(packet, &header, sizeof(header));
	memcpy(packet + sizeof(header), frame->bytes, frame->size);
	for (unsigned long i = 0; i < count; i++)
		if (write(fd, packet, sizeof(header) + frame->size) < 0)
			die("write");
	close(fd);
}

/* ---- run ---- */

static void run_program(const char *pin, struct frame *frame)
{
	static unsigned char after[FRAME_MAX];
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame->bytes,
		    .data_size_in = (__u32)frame->size, .data_out = after,
		    .data_size_out = sizeof(after), .repeat = 1);
	int fd = bpf_obj_get(pin);

	if (fd < 0)
		die(pin);
	if (bpf_prog_test_run_opts(fd, &run))
		die("BPF_PROG_TEST_RUN");
	if (run.data_size_out != frame->size || memcmp(after, frame->bytes, frame->size))
		die_of("the program changed the frame");
	printf("%u\n", run.retval);
}

/* What MODE does with one frame. */
static void handle_frame(const char *mode, const char *place, unsigned long count,
			 struct frame *frame)
{
	if (!strcmp(mode, "live"))
		send_live(place, count, frame);
	else if (!strcmp(mode, "send"))
		send_frames(place, count, frame);
	else if (!strcmp(mode, "tun"))
		send_tun(place, count, frame);
	else if (!strcmp(mode, "flow"))
		flow(place, frame);
	else if (!strcmp(mode, "run"))
		run_program(place, frame);
	else
		die_of("see its head for the usage");
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	const int first = strcmp(mode, "flow") && strcmp(mode, "run") ? 4 : 3;
	static struct frame frame;

	if (argc <= first && strcmp(mode, "udp"))
		die_of("see its head for the usage");
	if (argc == 5 && !strcmp(mode, "udp"))
		send_udp(argv[2], read_number(argv[3]), read_number(argv[4]));
	else
		for (int i = first; i < argc; i++) {
			frame = read_hex(argv[i]);
			handle_frame(mode, argv[2], first == 4 ? read_number(argv[3]) : 1,
				     &frame);
		}
	return 0;
}
