// SPDX-License-Identifier: GPL-2.0-or-later
/* An object without a program. */
#include "objects.bpf.h"

__u64 calls;
