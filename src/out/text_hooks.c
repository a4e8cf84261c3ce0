// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writer for people: hooks. A line for each, with its name first, so that grep finds
 * both what it is and what attaches; below it the prototype, where there is one.
 */
#include <string.h>

#include "out/text.h"

static void add_text(struct strbuf *text, const char *words)
{
	text_add_name(text, words, strlen(words));
}

static void add_attach(struct strbuf *text, const struct hook *hook, bool is_known)
{
	const char *separator = ": ";

	if (is_known && hook->kind == HOOK_FUNCTION && hook->copies > 1) {
		strbuf_add_format(text, ": nothing attaches, %u functions have this name",
				  hook->copies);
		return;
	}
	if (is_known && !hook->attach)
		strbuf_add(text, ": nothing attaches");
	for (unsigned int i = 0; is_known && i < ATTACH_COUNT; i++) {
		if (!(hook->attach & 1u << i))
			continue;
		strbuf_add(text, separator);
		strbuf_add(text, hook_attach_name(i));
		separator = ", ";
	}
}

static void add_hook(struct strbuf *text, const struct hook *hook, bool is_known)
{
	add_text(text, hook->name);
	strbuf_add_format(text, "  %s", hook_kind_name(hook->kind));
	if (hook->category) {
		strbuf_add(text, " of ");
		add_text(text, hook->category);
	}
	add_attach(text, hook, is_known);
	strbuf_add(text, "\n");
	if (!hook->prototype)
		return;
	strbuf_add(text, "    ");
	add_text(text, hook->prototype);
	strbuf_add(text, ";\n");
}

void text_write_hooks(FILE *stream, const struct hooks *hooks)
{
	struct strbuf text = {0};

	for (size_t i = 0; i < hooks->count; i++)
		add_hook(&text, &hooks->hooks[i], hooks->is_attach_known);
	text_flush(&text, stream);
}
