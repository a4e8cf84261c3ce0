/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links: attaching a program to a hook, and releasing it so that it is over when the
 * call returns. Low-level calls instead of libbpf's bpf_link, which would guess the
 * hook, choose the flags and hide the reason of a failure.
 */
#ifndef KERN_LINK_H
#define KERN_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ebpfctl_abi.h"

/* Each attaches PROGRAM_FD and gives a link to close; -1 with errno set. */
int link_attach_xdp(int program_fd, uint32_t ifindex, enum ebpfctl_xdp_mode mode,
		    int *ret_fd);
int link_attach_tracepoint(int program_fd, uint64_t tracepoint_id, int *ret_fd);
/* The function is the one that the program was loaded for. */
int link_attach_fexit(int program_fd, int *ret_fd);
int link_attach_fentry(int program_fd, int *ret_fd);
int link_attach_kprobe(int program_fd, const char *function, bool is_return, int *ret_fd);

/*
 * Whether a tracing program of anybody is attached to FUNCTION of vmlinux: attaching one
 * more would lose it the exits of calls in flight. False where that cannot be asked.
 */
bool link_is_traced(const char *function);

/*
 * The calls that the kprobe of an open link has missed: most of all returns, when all
 * instances of a kretprobe wait in calls that block. -1 before Linux 6.7, which does not
 * tell (bpf_perf_link_fill_kprobe in kernel/bpf/syscall.c).
 */
int link_kprobe_missed(int fd, uint64_t *ret_missed);

/*
 * The link at PATH runs the program PROGRAM_FD from the next packet or call on, where it is of a
 * type that knows that: of XDP, a cgroup or a network namespace. One whose interface, cgroup or
 * namespace is gone stays as it is, and so does one that runs it already.
 */
int link_update(const char *path, int program_fd, struct error *error);

/*
 * Unpins and detaches the link at PATH. unlink alone detaches some time later (6.12 and
 * 6.18): the link is opened first, detached where its type can be, and closed last. A
 * program that is running at this moment may go on: rcu_wait() when all links are gone.
 */
int link_release(const char *path, struct error *error);

/* "xdp", "perf_event", ... of an enum bpf_link_type. */
const char *link_type_name(uint32_t type);

#endif
