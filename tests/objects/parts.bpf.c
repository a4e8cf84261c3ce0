// SPDX-License-Identifier: GPL-2.0-or-later
/* What is replaced. */
#define PROGRAM 1
#include "parts.bpf.h"
