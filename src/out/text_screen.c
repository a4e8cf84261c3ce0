// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A text as a screen that is drawn over the last one. By the three sequences of ECMA-48 that
 * every terminal knows; nothing is switched on, so nothing is left when the program is gone.
 */
#include <string.h>

#include "out/text.h"

#define HOME "\033[H"
#define CLEAR_LINE "\033[K"
#define CLEAR_BELOW "\033[J"

/* Before a line, not behind it: in the last column that would clear its end. */
static void add_line(struct strbuf *screen, const char *line, size_t length,
		     size_t columns)
{
	size_t width;

	strbuf_add(screen, CLEAR_LINE);
	strbuf_add_bytes(screen, line, text_fit(line, length, columns, &width));
	strbuf_add(screen, "\r\n");
}

/* The last row stays free: it is where the cursor stands, and the shell's next prompt. */
void text_add_screen(struct strbuf *screen, const struct strbuf *text,
		     const struct watch_view *view)
{
	const char *line = strbuf_text(text);

	/* what the terminal shows scrolls away, instead of being written over */
	for (size_t row = 1; view->is_first && row < view->rows; row++)
		strbuf_add_char(screen, '\n');
	strbuf_add(screen, HOME);
	for (size_t row = 1; *line && row < view->rows; row++) {
		size_t length = strcspn(line, "\n");

		add_line(screen, line, length, view->columns);
		line += length + (line[length] == '\n');
	}
	strbuf_add(screen, CLEAR_BELOW);
}

void writer_draw(struct strbuf *text, const struct watch_view *view, FILE *stream)
{
	struct strbuf screen = {0};

	text_add_screen(&screen, text, view);
	strbuf_clear(text);
	text_flush(&screen, stream);
}
