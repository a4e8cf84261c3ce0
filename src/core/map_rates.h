/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the numbers in a map grew by per second since each entry was seen last. */
#ifndef CORE_MAP_RATES_H
#define CORE_MAP_RATES_H

#include "core/map_view.h"

struct map_rates; /* the caller releases it: map_rates_free(), which takes NULL */

/* Of the entries of MAP, which must live as long. */
struct map_rates *map_rates_new(const struct map_view *map);
void map_rates_free(struct map_rates **rates);

/*
 * Notes the entries of BATCH, and gives it their rates, valid until the next call. NOW_NS is
 * on a clock that nobody sets.
 */
void map_rates_step(struct map_rates *rates, struct map_batch *batch, uint64_t now_ns);

#endif
