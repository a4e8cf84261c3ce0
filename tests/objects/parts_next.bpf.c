// SPDX-License-Identifier: GPL-2.0-or-later
/* What takes the place of parts, with maps that are all alike. */
#define PROGRAM 2
#include "parts.bpf.h"
