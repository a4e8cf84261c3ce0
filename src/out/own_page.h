/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is being written of own probes: entries come in batches, and go out with each. */
#ifndef OUT_OWN_PAGE_H
#define OUT_OWN_PAGE_H

#include "core/map_view.h"
#include "core/snapshot.h"
#include "out/json.h"

/* Zeroed at first but for what the caller wishes; own_page_release(). */
struct own_page {
	bool is_per_cpu;  /* wished: each CPU by itself, and not their sum */
	uint64_t time_ns; /* set by the caller: since the epoch */
	struct json
		json; /* of which text too takes only the buffer, for writer_flush() */
	const struct own_view *probe;
	const struct map_view *map; /* that is being written */
	uint64_t shown;		    /* entries of MAP */
	/* the rest is of text alone */
	bool has_rates;	      /* set by the caller: each batch has them */
	uint64_t interval_ns; /* and how long ago the last ones were, where it has */
	/* the next two are of JSON with rates too */
	struct columns columns; /* of MAP */
	size_t key_columns;	/* how many of them are the key's, the first ones */
	size_t *widths;		/* NULL until the first row of MAP */
	size_t indent;
	uint64_t zeroes; /* entries of an array that were not shown: all zeros */
};

void own_page_release(struct own_page *page);

/* The columns of MAP, which becomes the page's. */
void own_page_choose(struct own_page *page, const struct map_view *map);

/* The name of a column: of the value's without what stands before all of them. */
const char *own_page_head(const struct own_page *page, size_t column);

#define AUTO_OWN_PAGE CLEANUP(own_page_release)

/*
 * In this order: begin, for each probe probe_begin, for each of its maps map_begin, entries
 * any number of times, map_end; probe_end; end. Between inner_begin and inner_end, with
 * entries in between, stands what is in a map in a map, in place of entries.
 */
struct own_writer {
	/* with the built-in ones in front, where SNAPSHOT is not NULL */
	void (*begin)(struct own_page *page, const struct snapshot *snapshot);
	void (*probe_begin)(struct own_page *page, const struct own_view *probe);
	void (*map_begin)(struct own_page *page, const struct map_view *map);
	void (*entries)(struct own_page *page, const struct map_batch *batch);
	/* KEY is of the outer map; MAP has the id ID, and is NULL where it could not be opened */
	void (*inner_begin)(struct own_page *page, const struct value *key, uint32_t id,
			    const struct map_view *map);
	void (*inner_end)(struct own_page *page, const struct map_view *outer);
	/* LEFT_OUT entries are not shown, as nobody wished to see more; PROBLEM is NULL, or
	 * why no more could be read */
	void (*map_end)(struct own_page *page, uint64_t left_out, const char *problem);
	void (*probe_end)(struct own_page *page);
	void (*end)(struct own_page *page, bool is_complete);
};

extern const struct own_writer own_writer_text;
extern const struct own_writer own_writer_json;

#endif
