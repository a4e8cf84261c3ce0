// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers, sizes and durations: whole string, range, unit. */
#include "base/parse.h"

#include "tap.h"

static void refuses_number(const char *text, const char *message)
{
	struct error error AUTO_ERROR = {0};
	uint64_t number = 77;

	ok(parse_number("count", text, 1, 100, &number, &error) == -1,
	   "a bad number is refused");
	is_text(error.message, message, "and the message names it");
	is_number(error.kind, ERROR_USAGE, "as a mistake of the caller's");
	is_number(number, 77, "and nothing is written");
}

static void test_numbers(void)
{
	struct error error AUTO_ERROR = {0};
	uint64_t number;

	ok(!parse_number("count", "1", 1, 100, &number, &error) && number == 1,
	   "the lowest number");
	ok(!parse_number("count", "100", 1, 100, &number, &error) && number == 100,
	   "the highest");
	ok(!parse_number("count", "18446744073709551615", 0, UINT64_MAX, &number,
			 &error) &&
		   number == UINT64_MAX,
	   "the largest there is");
	refuses_number("0", "count '0': not from 1 to 100");
	refuses_number("101", "count '101': not from 1 to 100");
	refuses_number("18446744073709551616",
		       "count '18446744073709551616': not from 1 to 100");
	refuses_number("12a", "count '12a': not a number");
	refuses_number(" 1", "count ' 1': not a number");
	refuses_number("1 ", "count '1 ': not a number");
	refuses_number("-1", "count '-1': not a number");
	refuses_number("+1", "count '+1': not a number");
	refuses_number("0x10", "count '0x10': not a number");
	refuses_number("1.5", "count '1.5': not a number");
	refuses_number("", "count '': not a number");
}

static void takes_integer(const char *text, uint64_t max, uint64_t min_abs,
			  uint64_t expected)
{
	struct error error AUTO_ERROR = {0};
	uint64_t number = 77;

	ok(!parse_integer("level", text, max, min_abs, &number, &error), text);
	is_number(number, expected, "is that number");
}

static void refuses_integer(const char *text, const char *message)
{
	struct error error AUTO_ERROR = {0};
	uint64_t number = 77;

	ok(parse_integer("level", text, 127, 128, &number, &error) == -1,
	   "an integer that is none is refused");
	is_text(error.message, message, "and the message names it");
	is_number(number, 77, "and nothing is written");
}

static void test_integers(void)
{
	takes_integer("127", 127, 128, 127);
	takes_integer("-128", 127, 128, (uint64_t)-128);
	takes_integer("0x7f", 127, 128, 127);
	takes_integer("-0X80", 127, 128, (uint64_t)-128);
	takes_integer("18446744073709551615", UINT64_MAX, 0, UINT64_MAX);
	takes_integer("-9223372036854775808", INT64_MAX, 1ull << 63, 1ull << 63);
	takes_integer("-0", 255, 0, 0);
	refuses_integer("128", "level '128': not from -128 to 127");
	refuses_integer("-129", "level '-129': not from -128 to 127");
	refuses_integer("0x80", "level '0x80': not from -128 to 127");
	refuses_integer("99999999999999999999",
			"level '99999999999999999999': not from -128 to 127");
	refuses_integer("", "level '': not a number");
	refuses_integer("-", "level '-': not a number");
	refuses_integer("0x", "level '0x': not a number");
	refuses_integer("--1", "level '--1': not a number");
	refuses_integer("1 ", "level '1 ': not a number");
	refuses_integer("0x1g", "level '0x1g': not a number");
	refuses_integer("1e2", "level '1e2': not a number");
}

static void refuses_size(const char *text)
{
	struct error error AUTO_ERROR = {0};
	uint64_t bytes;

	ok(parse_size("size", text, 65536, 1 << 26, &bytes, &error) == -1 &&
		   error.message,
	   "a bad size is refused");
}

static void test_sizes(void)
{
	struct error error AUTO_ERROR = {0};
	uint64_t bytes;

	ok(!parse_size("size", "65536", 65536, 1 << 26, &bytes, &error) && bytes == 65536,
	   "bytes without a unit");
	ok(!parse_size("size", "64K", 65536, 1 << 26, &bytes, &error) && bytes == 65536,
	   "K");
	ok(!parse_size("size", "64M", 65536, 1 << 26, &bytes, &error) &&
		   bytes == 64 << 20,
	   "M");
	ok(!parse_size("size", "1G", 0, UINT64_MAX, &bytes, &error) && bytes == 1 << 30,
	   "G");
	refuses_size("63K");
	refuses_size("65M");
	refuses_size("64k");
	refuses_size("64KB");
	refuses_size("64KK");
	refuses_size("K");
	refuses_size("");
	refuses_size("17179869184G");
	refuses_size("-64K");
}

static void refuses_seconds(const char *text)
{
	struct error error AUTO_ERROR = {0};
	uint64_t ns;

	ok(parse_seconds("duration", text, &ns, &error) == -1 && error.message,
	   "a bad duration is refused");
}

static void test_seconds(void)
{
	struct error error AUTO_ERROR = {0};
	uint64_t ns;

	ok(!parse_seconds("d", "1", &ns, &error) && ns == 1000000000, "a second");
	ok(!parse_seconds("d", "0.5", &ns, &error) && ns == 500000000, "half a second");
	ok(!parse_seconds("d", "2.000000001", &ns, &error) && ns == 2000000001,
	   "nine decimals");
	refuses_seconds("0");
	refuses_seconds("0.0");
	refuses_seconds("1.");
	refuses_seconds(".5");
	refuses_seconds("1.0000000001");
	refuses_seconds("1x");
	refuses_seconds("1.5x");
	refuses_seconds("-1");
	refuses_seconds("1e3");
	refuses_seconds("");
	refuses_seconds("315532800000");
}

static void test_digits(void)
{
	const char *text = "ffx";
	uint64_t number;

	ok(!parse_digits(&text, 16, &number) && number == 255 && *text == 'x',
	   "digits end where they end");
	ok(parse_digits(&text, 16, &number) == -1 && *text == 'x',
	   "no digit is no number");
}

int main(void)
{
	test_numbers();
	test_integers();
	test_sizes();
	test_seconds();
	test_digits();
	return tap_end();
}
