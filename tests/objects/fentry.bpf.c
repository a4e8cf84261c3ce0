// SPDX-License-Identifier: GPL-2.0-or-later
/* The entry of a function, by BTF. */
#include "objects.bpf.h"

__u64 calls;

SEC("fentry/ksys_unshare")
int hit(void *context)
{
	count(&calls);
	return 0;
}
