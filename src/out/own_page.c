// SPDX-License-Identifier: GPL-2.0-or-later
/* What is being written of own probes. */
#include "out/own_page.h"

#include <stdlib.h>
#include <string.h>

void own_page_choose(struct own_page *page, const struct map_view *map)
{
	columns_release(&page->columns);
	free(page->widths);
	page->widths = NULL;
	page->map = map;
	if (map->key)
		columns_add(&page->columns, "key", map->key);
	page->key_columns = page->columns.count;
	if (map->value)
		columns_add(&page->columns, map->shape == MAP_VARIABLES ? "" : "value",
			    map->value);
}

const char *own_page_head(const struct own_page *page, size_t column)
{
	const char *name = page->columns.columns[column].name;
	size_t prefix = strlen("value.");

	if (column >= page->key_columns && !strncmp(name, "value.", prefix))
		name += prefix;
	return name;
}

void own_page_release(struct own_page *page)
{
	strbuf_release(&page->json.text);
	columns_release(&page->columns);
	free(page->widths);
	*page = (struct own_page){0};
}
