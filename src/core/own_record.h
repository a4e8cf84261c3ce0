/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A record out of a ring buffer or a perf event array of an own probe. */
#ifndef CORE_OWN_RECORD_H
#define CORE_OWN_RECORD_H

#include "core/type.h"

struct own_record {
	const char *map;
	const struct type *type; /* NULL: not known */
	/* SIZE of them; where the type is longer, zeros follow for the rest of it */
	const unsigned char *bytes;
	size_t size;
};

enum own_record_as {
	RECORD_AS_STRUCT, /* where its type is known, else as hex */
	RECORD_AS_TEXT,	  /* up to the first NUL */
	RECORD_AS_HEX,
};

#endif
