// SPDX-License-Identifier: GPL-2.0-or-later
/* The clocks, in nanoseconds. */
#include "base/clock.h"

uint64_t clock_now_ns(clockid_t clock)
{
	struct timespec now = {0};

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * CLOCK_NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

uint64_t clock_boot_offset_ns(void)
{
	return clock_now_ns(CLOCK_REALTIME) - clock_now_ns(CLOCK_BOOTTIME);
}
