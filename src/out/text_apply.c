// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for people: what apply has changed, or would. */
#include <string.h>

#include "out/text.h"

static void add_words(struct strbuf *text, const char *before, const char *words)
{
	strbuf_add(text, before);
	text_add_name(text, words, strlen(words));
}

static void add_interface(struct strbuf *text, const struct change *change)
{
	add_words(text, "  ", change->ifname);
	if (change->mode != EBPFCTL_XDP_AUTO)
		strbuf_add_format(text, " %s", xdp_mode_name(change->mode));
}

static void add_change(struct strbuf *text, const struct change *change, bool is_plan)
{
	text_add_probe(text, change->probe);
	strbuf_add(text, change_words(change->kind, is_plan));
	if (*change->ifname)
		add_interface(text, change);
	if (change->via)
		strbuf_add_format(text, "  via %s", change->via);
	if (change->reason)
		add_words(text, ": ", change->reason);
	if (change->kind == CHANGE_RELOAD)
		strbuf_add_format(text, "; its counters %s anew",
				  is_plan ? "would begin" : "began");
	if (change->note)
		add_words(text, change->reason ? "; " : ": ", change->note);
	strbuf_add(text, "\n");
}

/* Failures are on stderr already. */
void text_write_apply(FILE *stream, const struct change_report *report)
{
	struct strbuf text = {0};

	for (size_t i = 0; i < report->count; i++)
		if (report->changes[i].error.kind == ERROR_NONE)
			add_change(&text, &report->changes[i], report->is_plan);
	if (!report->count)
		strbuf_add(&text, "nothing differs\n");
	text_flush(&text, stream);
}
