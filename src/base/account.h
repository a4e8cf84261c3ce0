/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place that asks for users and groups by name. What was linked statically cannot: the
 * C library would look for its shared objects. It takes numbers, and says so.
 */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <stdint.h>

#include "base/error.h"

/*
 * What VALUE names, or else the number that it is, whether or not that has a name. Both return
 * 0, or -1 with *error filled (ERROR_USAGE).
 */
int account_user(const char *value, uint32_t *ret_uid, struct error *error);
int account_group(const char *value, uint32_t *ret_gid, struct error *error);

/* The name of a group, or its number where it has none. The caller frees it. */
char *account_group_name(uint32_t gid);

#endif
