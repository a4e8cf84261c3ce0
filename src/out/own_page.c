// SPDX-License-Identifier: GPL-2.0-or-later
/* What is being written of own probes. */
#include "out/own_page.h"

#include <stdlib.h>

void own_page_release(struct own_page *page)
{
	strbuf_release(&page->json.text);
	columns_release(&page->columns);
	free(page->widths);
	*page = (struct own_page){0};
}
