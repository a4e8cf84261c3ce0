// SPDX-License-Identifier: GPL-2.0-or-later
/* Which socket of this network namespace gets a packet. */
#include "objects.bpf.h"

__u64 calls;

SEC("sk_lookup")
int hit(struct bpf_sk_lookup *context)
{
	if (context->local_port == 9)
		__sync_fetch_and_add(&calls, 1);
	return SK_PASS;
}
