/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of a map as rows of a table, of the writer for people alone. */
#ifndef OUT_OWN_TABLE_H
#define OUT_OWN_TABLE_H

#include "out/own_page.h"

#define OWN_TABLE_GAP 2 /* between two columns */

/* Adds rows under the columns of the page, below their heads where they are the first. */
void own_table_add(struct own_page *page, const struct map_batch *batch);

#endif
