// SPDX-License-Identifier: GPL-2.0-or-later
/* The clocks, in nanoseconds. */
#include "base/clock.h"

uint64_t clock_now_ns(clockid_t clock)
{
	struct timespec now = {0};

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * CLOCK_NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

#define OFFSET_TRIES 8

/* Between two readings of the other clock, as close together as they came. */
uint64_t clock_boot_offset_ns(void)
{
	uint64_t offset = 0, closest = UINT64_MAX;

	for (int i = 0; i < OFFSET_TRIES; i++) {
		uint64_t before = clock_now_ns(CLOCK_BOOTTIME);
		uint64_t now = clock_now_ns(CLOCK_REALTIME);
		uint64_t took = clock_now_ns(CLOCK_BOOTTIME) - before;

		if (took >= closest)
			continue;
		closest = took;
		offset = now - (before + took / 2);
	}
	return offset;
}

uint64_t clock_date_ns(uint64_t boot_ns, uint64_t offset_ns)
{
	uint64_t ns = boot_ns + offset_ns;

	return ns - ns % CLOCK_NS_PER_MS;
}

int clock_cap_timeout(int timeout_ms, uint64_t end_ns)
{
	uint64_t now = clock_now_ns(CLOCK_MONOTONIC), left;

	if (!end_ns)
		return timeout_ms;
	if (now >= end_ns)
		return 0;
	left = (end_ns - now + CLOCK_NS_PER_MS - 1) / CLOCK_NS_PER_MS;
	return left < (uint64_t)timeout_ms ? (int)left : timeout_ms;
}
