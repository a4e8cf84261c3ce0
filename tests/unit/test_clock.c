// SPDX-License-Identifier: GPL-2.0-or-later
/* Dates of stamps: the same however the clocks were read. */
#include "base/clock.h"

#include "tap.h"

#define OFFSET 1763809327123456789ull

static void test_date(void)
{
	uint64_t date = clock_date_ns(5000000000, OFFSET);

	ok(date == 1763809332123000000ull,
	   "a date is the stamp and the offset, in milliseconds");
	ok(clock_date_ns(5000000000, OFFSET + 300) == date &&
		   clock_date_ns(5000000000, OFFSET - 300) == date,
	   "some hundred nanoseconds between the clocks make no other date");
}

int main(void)
{
	test_date();
	return tap_end();
}
