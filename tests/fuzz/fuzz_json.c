// SPDX-License-Identifier: GPL-2.0-or-later
/* Whatever is put into a JSON text: it is valid, and the bytes are in it. */
#include "json_valid.h"
#include "out/json.h"

static void check_hex(const char *text, const uint8_t *data, size_t size)
{
	static const char key[] = "\"k_hex\":\"";
	const char *hex = strstr(text, key);
	char digits[3];

	if (!hex)
		return;
	hex += strlen(key);
	for (size_t i = 0; i < size; i++, hex += 2) {
		snprintf(digits, sizeof(digits), "%02x", data[i]);
		PROMISE(!memcmp(hex, digits, 2));
	}
	PROMISE(*hex == '"');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json json = {0};
	uint64_t number = 0;

	memcpy(&number, data, size < sizeof(number) ? size : sizeof(number));
	json_begin_object(&json, NULL);
	json_bytes(&json, "k", (const char *)data, size);
	json_number(&json, "number", number);
	json_signed(&json, "signed", (int64_t)number);
	json_seconds(&json, "seconds", number);
	json_id(&json, "id", number);
	json_begin_array(&json, "list");
	json_bool(&json, NULL, number & 1);
	json_null(&json, NULL);
	json_end_array(&json);
	json_end_object(&json);
	PROMISE(json_is_valid(strbuf_text(&json.text), json.text.length, false));
	if (!memchr(data, '"', size))
		check_hex(strbuf_text(&json.text), data, size);
	strbuf_release(&json.text);
	return 0;
}
