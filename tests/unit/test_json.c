// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON: commas, escapes, and valid UTF-8 whatever comes in. */
#include "out/json.h"

#include "tap.h"

static void test_structure(void)
{
	struct json json = {0};

	json_begin_object(&json, NULL);
	json_number(&json, "a", 18446744073709551615ull);
	json_signed(&json, "b", -1);
	json_signed(&json, "m", INT64_MIN);
	json_bool(&json, "c", true);
	json_null(&json, "d");
	json_begin_array(&json, "e");
	json_string(&json, NULL, "x");
	json_begin_object(&json, NULL);
	json_end_object(&json);
	json_string(&json, NULL, NULL);
	json_end_array(&json);
	json_id(&json, "f", 18446744073709551615ull);
	json_end_object(&json);
	is_text(json.text.text,
		"{\"a\":18446744073709551615,\"b\":-1,\"m\":-9223372036854775808,\"c\":true,"
		"\"d\":null,\"e\":[\"x\",{},null],\"f\":\"18446744073709551615\"}",
		"commas stand between values and nowhere else");
	strbuf_release(&json.text);
}

static void writes_seconds(uint64_t ns, const char *expected, const char *name)
{
	struct json json = {0};

	json_seconds(&json, NULL, ns);
	is_text(json.text.text, expected, name);
	strbuf_release(&json.text);
}

static void writes_bytes(const char *bytes, size_t length, const char *expected,
			 const char *name)
{
	struct json json = {0};

	json_bytes(&json, "p", bytes, length);
	is_text(json.text.text, expected, name);
	strbuf_release(&json.text);
}

#define WRITES(bytes, expected, name) \
	writes_bytes(bytes, sizeof(bytes) - 1, expected, name)

int main(void)
{
	test_structure();
	writes_seconds(0, "0.000000000", "no time at all");
	writes_seconds(1, "0.000000001", "a nanosecond");
	writes_seconds(1500000000, "1.500000000", "a second and a half");
	writes_seconds(1763812345012345678ull, "1763812345.012345678",
		       "a time of day, exact");
	WRITES("/etc", "\"p\":\"/etc\"", "plain text");
	WRITES("a\"b\\c", "\"p\":\"a\\\"b\\\\c\"", "quotes and backslashes are escaped");
	WRITES("a\nb\033", "\"p\":\"a\\u000ab\\u001b\"",
	       "control characters are escaped");
	WRITES("a\0b", "\"p\":\"a\\u0000b\"", "so is a NUL byte");
	WRITES("\xc3\xbc", "\"p\":\"\xc3\xbc\"", "UTF-8 stays");
	WRITES("a\xff", "\"p\":\"a\xef\xbf\xbd\",\"p_hex\":\"61ff\"",
	       "a byte that is none is replaced, and the bytes stand beside it");
	WRITES("\xed\xa0\x80",
	       "\"p\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\",\"p_hex\":\"eda080\"",
	       "a surrogate is three bytes that are none");
	return tap_end();
}
