// SPDX-License-Identifier: GPL-2.0-or-later
/* The oldest kernel that ebpfctl loads anything into. */
#include "kern/kernel_version.h"

#include <stdint.h>
#include <sys/utsname.h>

#include "base/parse.h"

#define MAJOR_MIN 5
#define MINOR_MIN 15

int kernel_version_check(struct error *error)
{
	uint64_t major, minor;
	struct utsname name;
	const char *at;

	if (uname(&name))
		return 0;
	at = name.release;
	if (parse_digits(&at, 10, &major) || *at++ != '.' ||
	    parse_digits(&at, 10, &minor))
		return 0;
	if (major > MAJOR_MIN || (major == MAJOR_MIN && minor >= MINOR_MIN))
		return 0;
	return error_set(error, ERROR_FAILED,
			 "cannot load into Linux %s: %d.%d or later is needed",
			 name.release, MAJOR_MIN, MINOR_MIN);
}
