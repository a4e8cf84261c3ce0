// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings of a running kernel that forbid what it is built for. */
#include "kern/restrictions.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"
#include "kern/detached_mount.h"
#include "kern/privs.h"

#define PERF_PARANOID "/proc/sys/kernel/perf_event_paranoid"
#define PARANOID_MAX 2

const char *restriction_lockdown(void)
{
	static const char *const levels[][2] = {
		{"[none]", "none"},
		{"[integrity]", "integrity"},
		{"[confidentiality]", "confidentiality"},
	};
	char text[128];

	if (detached_mount_read("securityfs", "lockdown", text, sizeof(text)))
		return NULL;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strstr(text, levels[i][0]))
			return levels[i][1];
	return NULL;
}

static bool read_number(const char *path, uint64_t *ret_number)
{
	FILE *file AUTO_FCLOSE = fopen(path, "re");
	char line[32];
	const char *at = line;

	return file && fgets(line, sizeof(line), file) &&
	       !parse_digits(&at, 10, ret_number);
}

bool restriction_of_perf_events(unsigned int *ret_paranoid)
{
	uint64_t paranoid;

	if (privs_has(PRIVILEGE_SYS_ADMIN) || !read_number(PERF_PARANOID, &paranoid) ||
	    paranoid <= PARANOID_MAX)
		return false;
	*ret_paranoid = (unsigned int)paranoid;
	return true;
}
