/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which group a load asks for. */
#ifndef CORE_GROUP_WISH_H
#define CORE_GROUP_WISH_H

#include <stdbool.h>
#include <stdint.h>

struct group_wish {
	bool is_given; /* else a loaded probe keeps what it has, and a new one is root's */
	uint32_t gid;  /* 0: root's alone */
};

#endif
