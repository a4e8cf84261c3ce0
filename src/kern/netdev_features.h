/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the driver of an interface says about XDP, where the kernel passes it on. */
#ifndef KERN_NETDEV_FEATURES_H
#define KERN_NETDEV_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

struct netdev_features {
	bool has_native;       /* XDP in the driver */
	bool has_multi_buffer; /* ... for frames of more than one buffer */
};

/* False where it cannot be asked: the family `netdev` is there from Linux 6.3 on. */
bool netdev_features_read(uint32_t ifindex, struct netdev_features *ret_features);

#endif
