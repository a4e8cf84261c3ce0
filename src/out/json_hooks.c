// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for programs: hooks. */
#include "out/json_document.h"

static void add_attach(struct json *json, const struct hook *hook, bool is_known)
{
	if (!is_known) {
		json_null(json, "attach");
		return;
	}
	json_begin_array(json, "attach");
	for (unsigned int i = 0; i < ATTACH_COUNT; i++)
		if (hook->attach & 1u << i)
			json_string(json, NULL, hook_attach_name(i));
	json_end_array(json);
}

void json_write_hooks(FILE *stream, const struct hooks *hooks)
{
	struct json json = json_begin_document();

	json_begin_array(&json, "hooks");
	for (size_t i = 0; i < hooks->count; i++) {
		const struct hook *hook = &hooks->hooks[i];

		json_begin_object(&json, NULL);
		json_string(&json, "name", hook->name);
		json_string(&json, "kind", hook_kind_name(hook->kind));
		json_string(&json, "prototype", hook->prototype);
		json_string(&json, "category", hook->category);
		if (hook->kind == HOOK_FUNCTION)
			json_number(&json, "copies", hook->copies);
		else
			json_null(&json, "copies");
		add_attach(&json, hook, hooks->is_attach_known);
		json_end_object(&json);
	}
	json_end_array(&json);
	if (hooks->is_partial)
		json_bool(&json, "complete", false);
	json_end_document(&json, stream);
}
