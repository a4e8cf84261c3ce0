// SPDX-License-Identifier: GPL-2.0-or-later
/* Text to numbers: what is taken is in its range, and what is refused is a wrong use. */
#include <inttypes.h>

#include "base/parse.h"
#include "fuzz.h"

static void check_refusal(struct error *error)
{
	PROMISE(error->kind == ERROR_USAGE && error->message);
	error_clear(error);
}

static void check_number(const char *text, uint64_t min, uint64_t max)
{
	struct error error = {0};
	char digits[24];
	uint64_t number, again;

	if (parse_number("number", text, min, max, &number, &error)) {
		check_refusal(&error);
		return;
	}
	PROMISE(number >= min && number <= max);
	snprintf(digits, sizeof(digits), "%" PRIu64, number);
	PROMISE(!parse_number("number", digits, min, max, &again, &error));
	PROMISE(again == number);
}

static void check_size(const char *text)
{
	struct error error = {0};
	uint64_t bytes;

	if (parse_size("size", text, 65536, 67108864, &bytes, &error))
		check_refusal(&error);
	else
		PROMISE(bytes >= 65536 && bytes <= 67108864);
}

static void check_seconds(const char *text)
{
	struct error error = {0};
	uint64_t ns;

	if (parse_seconds("seconds", text, &ns, &error))
		check_refusal(&error);
	else
		PROMISE(ns > 0 && ns <= 3653ull * 86400 * 1000000000);
}

static void check_digits(const char *text, unsigned int base)
{
	const char *end = text;
	uint64_t number;

	if (!parse_digits(&end, base, &number))
		PROMISE(end > text && end <= text + strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	check_number(text, 0, UINT64_MAX);
	check_number(text, 1, 1000);
	check_size(text);
	check_seconds(text);
	check_digits(text, 10);
	check_digits(text, 16);
	free(text);
	return 0;
}
