/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building filters of system calls; for the files of sandbox and no one else. */
#ifndef KERN_SANDBOX_INTERNAL_H
#define KERN_SANDBOX_INTERNAL_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

#include "kern/sandbox.h"

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#elif defined(__s390x__)
#define OWN_ARCH AUDIT_ARCH_S390X
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN_ARCH AUDIT_ARCH_PPC64LE
#elif defined(__powerpc64__)
#define OWN_ARCH AUDIT_ARCH_PPC64
#endif

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LOW_HALF sizeof(uint32_t)
#else
#define LOW_HALF 0
#endif

#ifndef OWN_ARCH
#error "an architecture whose system calls the filter does not know: add it above"
#endif

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))
#define SANDBOX_STEPS_MAX 256

struct sandbox_filter {
	struct sock_filter steps[SANDBOX_STEPS_MAX];
	unsigned short count;
};

void sandbox_add(struct sandbox_filter *filter, struct sock_filter step);

/* Another architecture is refused; the number of the system call is loaded. */
void sandbox_begin(struct sandbox_filter *filter);

/* The word at OFFSET of struct seccomp_data. */
void sandbox_load(struct sandbox_filter *filter, size_t offset);

/* The call fails with NUMBER; with 0 it is not made, and returns 0. */
void sandbox_refuse(struct sandbox_filter *filter, unsigned int number);

/* What was loaded, when it is one of these. */
void sandbox_allow(struct sandbox_filter *filter, const unsigned int *values,
		   size_t count);

/* Gives up all capabilities, and what FILTER refuses. */
int sandbox_apply(struct sandbox_filter *filter, struct error *error);

#endif
