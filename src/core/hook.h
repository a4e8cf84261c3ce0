/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hooks of a kernel, as `hooks` shows them: what they are, and what can attach. */
#ifndef CORE_HOOK_H
#define CORE_HOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum hook_kind {
	HOOK_FUNCTION,
	HOOK_TRACEPOINT,
	HOOK_LSM,
};

/* Bits; in the order in which they are shown. */
enum hook_attach {
	ATTACH_FENTRY = 1 << 0,
	ATTACH_FEXIT = 1 << 1,
	ATTACH_KPROBE = 1 << 2,
	ATTACH_KRETPROBE = 1 << 3,
	ATTACH_TRACEPOINT = 1 << 4,
	ATTACH_RAW_TRACEPOINT = 1 << 5,
	ATTACH_LSM = 1 << 6,
};

#define ATTACH_COUNT 7
#define ATTACH_TRAMPOLINE (ATTACH_FENTRY | ATTACH_FEXIT)
#define ATTACH_PROBES (ATTACH_KPROBE | ATTACH_KRETPROBE)

struct hook {
	char *name; /* owned */
	enum hook_kind kind;
	char *prototype;     /* owned; C, without a semicolon; NULL where it is unknown */
	char *category;	     /* owned; of a tracepoint that tracefs lists; else NULL */
	unsigned int attach; /* bits of enum hook_attach */
	unsigned int
		btf_id; /* of its function in the kernel's BTF; 0 where it is not there */
	unsigned int copies; /* functions of this name in the kernel; 0 for none */
};

struct hooks {
	struct hook *hooks;
	size_t count, capacity;
	bool has_types;	      /* there was BTF to take prototypes from */
	bool is_attach_known; /* it could be tried what attaches */
	bool is_partial;      /* something that the kernel has could not be read */
};

const char *hook_kind_name(enum hook_kind kind);   /* "function", ... */
const char *hook_attach_name(unsigned int number); /* of bit NUMBER: "fentry", ... */

/* 0 when PATTERN, in the manner of a shell, can match a name; else -1, ERROR_USAGE. */
int hook_check_pattern(const char *pattern, struct error *error);

/* Whether NAME is what PATTERN stands for: one without special characters in no time. */
bool hook_matches(const char *pattern, const char *name);

/* Appends a hook; the name is copied. The pointer is valid until the next one is added. */
struct hook *hooks_add(struct hooks *hooks, enum hook_kind kind, const char *name);

/*
 * By name, then kind; of those that are equal in both the one whose prototype
 * says more stays.
 */
void hooks_sort(struct hooks *hooks);

/* In sorted HOOKS; NULL when there is none. */
struct hook *hooks_find(const struct hooks *hooks, enum hook_kind kind, const char *name);

void hooks_release(struct hooks *hooks);

#define AUTO_HOOKS CLEANUP(hooks_release)

#endif
