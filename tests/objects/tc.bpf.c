// SPDX-License-Identifier: GPL-2.0-or-later
/* What an interface receives and what it sends, and both in one program. */
#include "objects.bpf.h"
#include <linux/pkt_cls.h>

__u64 received, sent;

SEC("tc")
int ingress(struct __sk_buff *packet)
{
	__sync_fetch_and_add(&received, 1);
	return TC_ACT_UNSPEC;
}

SEC("tc/egress")
int egress(struct __sk_buff *packet)
{
	__sync_fetch_and_add(&sent, 1);
	return TC_ACT_UNSPEC;
}
