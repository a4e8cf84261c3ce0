// SPDX-License-Identifier: GPL-2.0-or-later
/* Users and groups, by name and by number. */
#include "base/account.h"

#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/parse.h"

#ifdef STATIC_BINARY
#define UNKNOWN "a static build knows them by number only"

static const struct passwd *find_user(const char *name)
{
	(void)name;
	return NULL;
}

static const struct group *find_group(const char *name)
{
	(void)name;
	return NULL;
}

static const struct group *find_group_by_number(uint32_t gid)
{
	(void)gid;
	return NULL;
}
#else
#define UNKNOWN NULL

static const struct passwd *find_user(const char *name)
{
	return getpwnam(name);
}

static const struct group *find_group(const char *name)
{
	return getgrnam(name);
}

static const struct group *find_group_by_number(uint32_t gid)
{
	return getgrgid(gid);
}
#endif

static bool is_number(const char *value)
{
	return *value && !value[strspn(value, "0123456789")];
}

static int parse_id(const char *what, const char *value, uint32_t *ret_id,
		    struct error *error)
{
	uint64_t id;

	if (parse_number(what, value, 0, UINT32_MAX - 1, &id, error))
		return -1;
	*ret_id = (uint32_t)id;
	return 0;
}

int account_user(const char *value, uint32_t *ret_uid, struct error *error)
{
	const struct passwd *user = find_user(value);

	if (user) {
		*ret_uid = user->pw_uid;
		return 0;
	}
	if (is_number(value))
		return parse_id("user", value, ret_uid, error);
	error_set(error, ERROR_USAGE, "user '%s': %s", value,
		  UNKNOWN ? UNKNOWN : "there is no such user");
	if (UNKNOWN)
		error_hint(error, "id --user %s", value);
	return -1;
}

int account_group(const char *value, uint32_t *ret_gid, struct error *error)
{
	const struct group *group = find_group(value);

	if (group) {
		*ret_gid = group->gr_gid;
		return 0;
	}
	if (is_number(value))
		return parse_id("group", value, ret_gid, error);
	error_set(error, ERROR_USAGE, "group '%s': %s", value,
		  UNKNOWN ? UNKNOWN : "there is no such group");
	if (UNKNOWN)
		error_hint(error, "getent group %s", value);
	else
		error_hint(error, *value ? "groupadd --system %s" : "getent group%s",
			   value);
	return -1;
}

char *account_group_name(uint32_t gid)
{
	const struct group *group = find_group_by_number(gid);

	return group ? memory_copy_string(group->gr_name) : memory_format("%u", gid);
}
