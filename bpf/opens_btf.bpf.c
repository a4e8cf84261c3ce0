// SPDX-License-Identifier: GPL-2.0-or-later
/* The object for kernels with BTF: opens, with parents and directories. */
#define EBPFCTL_WITH_BTF
#include "opens.bpf.c"
