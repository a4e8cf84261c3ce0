/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clocks, in nanoseconds. BPF programs stamp with CLOCK_BOOTTIME (it goes on while
 * the machine sleeps); leases run on CLOCK_MONOTONIC (it does not).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_NS_PER_SECOND UINT64_C(1000000000)
#define CLOCK_NS_PER_MS UINT64_C(1000000)

uint64_t clock_now_ns(clockid_t clock);

/* What to add to a CLOCK_BOOTTIME stamp to get the time since the epoch, as of now. */
uint64_t clock_boot_offset_ns(void);

/*
 * The date of a CLOCK_BOOTTIME stamp: nanoseconds since the epoch, in whole milliseconds. For
 * OFFSET_NS, by clock_boot_offset_ns(), differs by some hundred nanoseconds each time, and who
 * compares the dates of one stamp shall find them the same.
 */
uint64_t clock_date_ns(uint64_t boot_ns, uint64_t offset_ns);

/* The milliseconds until END_NS on CLOCK_MONOTONIC (0: never), rounded up, if that is sooner
 * than TIMEOUT_MS. */
int clock_cap_timeout(int timeout_ms, uint64_t end_ns);

#endif
