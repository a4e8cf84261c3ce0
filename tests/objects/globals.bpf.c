// SPDX-License-Identifier: GPL-2.0-or-later
/* Global variables of all sorts. */
#include "objects.bpf.h"

enum colour {
	RED = 1,
	GREEN,
	BLUE = 40,
};

struct pair {
	int left, right;
};

const volatile __s32 level = -3;
const volatile __u8 byte = 200;
const volatile _Bool flag = 0;
const volatile enum colour colour = GREEN;
const volatile char text[8] = "abc";
const volatile __s64 big = -5000000000;
struct pair pair = {1, 2};
__u16 port = 80;
__u32 counts[3];
__u64 custom SEC(".data.custom") = 7;
__s64 sum;

SEC("tracepoint/syscalls/sys_enter_getpgid")
int add(void *context)
{
	if (!is_wanted())
		return 0;
	sum += level + byte + flag + colour + text[0] + big + pair.left + pair.right + port +
	       custom;
	counts[1]++;
	return 0;
}
