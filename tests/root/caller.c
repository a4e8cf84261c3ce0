// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * caller COUNT: does each of what the programs of tests/objects are attached to COUNT times:
 * getpgid(2), a mkdir(2) and an unshare(2) that fail, a call of its function mark(), and passing
 * the USDT probe caller:mark.
 */
#include <sched.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* As <sys/sdt.h> does it, without arguments and without a semaphore. */
#define PROBE(provider, name)                                                      \
	__asm__ volatile("990: nop\n"                                              \
			 ".pushsection .note.stapsdt,\"\",\"note\"\n"              \
			 ".balign 4\n"                                             \
			 ".4byte 992f-991f, 994f-993f, 3\n"                        \
			 "991: .asciz \"stapsdt\"\n"                               \
			 "992: .balign 4\n"                                        \
			 "993: .8byte 990b\n"                                      \
			 ".8byte _.stapsdt.base\n"                                 \
			 ".8byte 0\n"                                              \
			 ".asciz \"" provider "\"\n"                               \
			 ".asciz \"" name "\"\n"                                   \
			 ".asciz \"\"\n"                                           \
			 "994: .balign 4\n"                                        \
			 ".popsection\n"                                           \
			 ".ifndef _.stapsdt.base\n"                                \
			 ".pushsection .stapsdt.base,\"aG\",\"progbits\","         \
			 ".stapsdt.base,comdat\n"                                  \
			 ".weak _.stapsdt.base\n"                                  \
			 ".hidden _.stapsdt.base\n"                                \
			 "_.stapsdt.base: .space 1\n"                              \
			 ".size _.stapsdt.base, 1\n"                               \
			 ".popsection\n"                                           \
			 ".endif\n")

#define NO_SUCH_FLAG 1 /* of the bits of a signal, which only clone(2) takes */

int mark(int number);

int __attribute__((noinline)) mark(int number)
{
	__asm__ volatile("" : "+r"(number));
	PROBE("caller", "mark");
	return number;
}

int main(int argc, char **argv)
{
	int count = argc == 2 ? atoi(argv[1]) : 0;

	for (int i = 0; i < count; i++)
		if (getpgid(getpid()) < 0 || !mkdir("/", 0700) ||
		    !unshare(NO_SUCH_FLAG) || mark(i) != i)
			return 1;
	return count ? 0 : 2;
}
