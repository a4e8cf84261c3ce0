// SPDX-License-Identifier: GPL-2.0-or-later
/* The older word for a classifier of tc. */
#include "objects.bpf.h"
#include <linux/pkt_cls.h>

__u64 received;

SEC("classifier")
int ingress(struct __sk_buff *packet)
{
	__sync_fetch_and_add(&received, 1);
	return TC_ACT_UNSPEC;
}
