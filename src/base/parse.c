// SPDX-License-Identifier: GPL-2.0-or-later
/* Text to numbers, strictly. */
#include "base/parse.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define NS_PER_SECOND 1000000000ull
#define SECONDS_MAX (3652ull * 24 * 3600)

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return 16;
}

int parse_digits(const char **text, unsigned int base, uint64_t *ret_number)
{
	const char *at = *text;
	uint64_t number = 0;

	for (; digit_value(*at) < (int)base; at++)
		if (__builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, (uint64_t)digit_value(*at), &number))
			return -1;
	if (at == *text)
		return -1;
	*text = at;
	*ret_number = number;
	return 0;
}

static int out_of_range(const char *what, const char *text, uint64_t min, uint64_t max,
			struct error *error)
{
	return error_set(error, ERROR_USAGE, "%s '%s': not from %" PRIu64 " to %" PRIu64,
			 what, text, min, max);
}

int parse_number(const char *what, const char *text, uint64_t min, uint64_t max,
		 uint64_t *ret_number, struct error *error)
{
	const char *at = text;
	uint64_t number;

	if (text[strspn(text, "0123456789")] || !*text)
		return error_set(error, ERROR_USAGE, "%s '%s': not a number", what, text);
	if (parse_digits(&at, 10, &number) || number < min || number > max)
		return out_of_range(what, text, min, max, error);
	*ret_number = number;
	return 0;
}

int parse_integer(const char *what, const char *text, uint64_t max, uint64_t min_abs,
		  uint64_t *ret_number, struct error *error)
{
	bool is_negative = *text == '-';
	const char *at = text + is_negative;
	bool is_hex = at[0] == '0' && (at[1] == 'x' || at[1] == 'X');
	bool is_number;
	uint64_t number;

	at += is_hex ? 2 : 0;
	is_number =
		*at && !at[strspn(at, is_hex ? "0123456789abcdefABCDEF" : "0123456789")];
	if (!is_number)
		return error_set(error, ERROR_USAGE, "%s '%s': not a number", what, text);
	if (parse_digits(&at, is_hex ? 16 : 10, &number) ||
	    number > (is_negative ? min_abs : max))
		return error_set(error, ERROR_USAGE,
				 "%s '%s': not from %s%" PRIu64 " to %" PRIu64, what,
				 text, min_abs ? "-" : "", min_abs, max);
	*ret_number = is_negative ? -number : number;
	return 0;
}

static unsigned int unit_shift(char unit)
{
	static const char units[] = "KMG";
	const char *found = unit ? strchr(units, unit) : NULL;

	return found ? (unsigned int)(found - units + 1) * 10 : 0;
}

int parse_size(const char *what, const char *text, uint64_t min, uint64_t max,
	       uint64_t *ret_bytes, struct error *error)
{
	const char *at = text;
	uint64_t number;
	unsigned int shift;

	if (parse_digits(&at, 10, &number))
		return error_set(error, ERROR_USAGE, "%s '%s': not a size", what, text);
	shift = unit_shift(*at);
	if (at[shift ? 1 : 0])
		return error_set(error, ERROR_USAGE, "%s '%s': not a size", what, text);
	if (number > max >> shift || number << shift < min)
		return out_of_range(what, text, min, max, error);
	*ret_bytes = number << shift;
	return 0;
}

/* The decimals behind the point as nanoseconds; -1 unless there are one to nine. */
static int parse_decimals(const char *text, uint64_t *ret_ns)
{
	size_t count = strlen(text);
	uint64_t ns;

	if (count > 9 || parse_digits(&text, 10, &ns) || *text)
		return -1;
	for (; count < 9; count++)
		ns *= 10;
	*ret_ns = ns;
	return 0;
}

int parse_seconds(const char *what, const char *text, uint64_t *ret_ns,
		  struct error *error)
{
	const char *at = text;
	uint64_t seconds, ns = 0;

	if (parse_digits(&at, 10, &seconds) || (*at && *at != '.') ||
	    (*at == '.' && parse_decimals(at + 1, &ns)))
		return error_set(error, ERROR_USAGE, "%s '%s': not a number of seconds",
				 what, text);
	if (seconds > SECONDS_MAX || (seconds == SECONDS_MAX && ns) || seconds + ns == 0)
		return error_set(error, ERROR_USAGE,
				 "%s '%s': not more than 0 and at most ten years", what,
				 text);
	*ret_ns = seconds * NS_PER_SECOND + ns;
	return 0;
}
