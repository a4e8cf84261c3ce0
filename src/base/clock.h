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

uint64_t clock_now_ns(clockid_t clock);

/* What to add to a CLOCK_BOOTTIME stamp to get the time since the epoch, as of now. */
uint64_t clock_boot_offset_ns(void);

/* The milliseconds until END_NS on CLOCK_MONOTONIC (0: never), rounded up, if that is sooner
 * than TIMEOUT_MS. */
int clock_cap_timeout(int timeout_ms, uint64_t end_ns);

#endif
