// SPDX-License-Identifier: GPL-2.0-or-later
/* What the user asks for when a file is loaded. */
#include "core/own_wishes.h"

#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

const struct own_setting *own_settings_find(const struct own_settings *settings,
					    const char *name)
{
	for (size_t i = 0; i < settings->count; i++)
		if (!strcmp(settings->list[i].name, name))
			return &settings->list[i];
	return NULL;
}

/* NAME is taken over. */
static int add(struct own_settings *settings, const char *what, char *name,
	       const char *value, struct error *error)
{
	char *owned AUTO_FREE = name;

	if (!*owned)
		return error_set(error, ERROR_USAGE, "%s '': no name", what);
	if (own_settings_find(settings, owned))
		return error_set(error, ERROR_USAGE, "%s '%s': named twice", what, owned);
	settings->list = memory_resize(settings->list, settings->count + 1,
				       sizeof(*settings->list));
	settings->list[settings->count++] = (struct own_setting){owned, value};
	owned = NULL;
	return 0;
}

int own_settings_add(struct own_settings *settings, const char *what, const char *words,
		     struct error *error)
{
	const char *equals = strchr(words, '=');

	if (!equals || equals == words)
		return error_set(error, ERROR_USAGE, "%s '%s': not NAME=VALUE", what,
				 words);
	return add(settings, what, memory_format("%.*s", (int)(equals - words), words),
		   equals + 1, error);
}

int own_settings_add_names(struct own_settings *settings, const char *what,
			   const char *words, struct error *error)
{
	for (;; words++) {
		size_t length = strcspn(words, ",");

		if (add(settings, what, memory_format("%.*s", (int)length, words), NULL,
			error))
			return -1;
		words += length;
		if (!*words)
			return 0;
	}
}

static void add_settings(struct strbuf *text, const char *option,
			 const struct own_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++)
		strbuf_add_format(text, "%s %s=%s\n", option, settings->list[i].name,
				  settings->list[i].value ? settings->list[i].value : "");
}

char *own_wishes_text(const struct own_wishes *wishes)
{
	struct strbuf text = {0};

	strbuf_add_format(&text, "mode %d\npid %u\ncgroup %s\n", (int)wishes->mode,
			  wishes->pid, wishes->cgroup ? wishes->cgroup : "");
	for (size_t i = 0; i < wishes->ifname_count; i++)
		strbuf_add_format(&text, "interface %s\n", wishes->ifnames[i]);
	add_settings(&text, "program", &wishes->hooks);
	add_settings(&text, "only", &wishes->only);
	add_settings(&text, "set", &wishes->globals);
	add_settings(&text, "map-size", &wishes->map_sizes);
	return text.text;
}

static void settings_release(struct own_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++)
		free(settings->list[i].name);
	free(settings->list);
}

void own_wishes_release(struct own_wishes *wishes)
{
	settings_release(&wishes->hooks);
	settings_release(&wishes->globals);
	settings_release(&wishes->map_sizes);
	settings_release(&wishes->only);
	*wishes = (struct own_wishes){0};
}
