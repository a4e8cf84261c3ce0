// SPDX-License-Identifier: GPL-2.0-or-later
/* The same, with another name for the XDP program. */
#define PROGRAM 2
#define frames renamed
#include "parts.bpf.h"
