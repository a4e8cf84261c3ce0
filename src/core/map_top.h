/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries of a map with the largest values of one field, kept while batches go by. */
#ifndef CORE_MAP_TOP_H
#define CORE_MAP_TOP_H

#include "core/map_view.h"

struct map_top; /* the caller releases it: map_top_free(), which takes NULL */

/*
 * FIELD is a column of the map ("count", "value.count", "key.pid", "key"): NULL is returned
 * where there is none of that name. LIMIT is how many are kept; SIZE_MAX for all.
 */
struct map_top *map_top_new(const struct map_view *map, const char *field, size_t limit);
void map_top_free(struct map_top **top);

#define AUTO_MAP_TOP CLEANUP(map_top_free)

void map_top_add(struct map_top *top, const struct map_batch *batch);

/* All that were kept, the largest first; valid until the next call. */
struct map_batch map_top_batch(struct map_top *top);

#endif
