// SPDX-License-Identifier: GPL-2.0-or-later
/* The return of a function, by BTF, with its arguments and its result. */
#include "objects.bpf.h"

__u64 calls;
__s64 results;

SEC("fexit/ksys_unshare")
int hit(__u64 *context)
{
	count(&calls);
	if (is_wanted())
		results += (__s32)context[1];
	return 0;
}
