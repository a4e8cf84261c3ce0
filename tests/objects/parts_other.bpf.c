// SPDX-License-Identifier: GPL-2.0-or-later
/* The same, with one variable more and a larger ring. */
#define PROGRAM 3
#define HAS_MORE
#define RING_BYTES 8192
#include "parts.bpf.h"
