// SPDX-License-Identifier: GPL-2.0-or-later
/* The words for how a loaded probe and its links are. */
#include "core/health.h"

bool link_health_is_in_place(enum link_health health)
{
	return health == LINK_OK || health == LINK_INTERFACE_RENAMED;
}

const char *link_health_name(enum link_health health)
{
	static const char *const names[] = {
		[LINK_OK] = "ok",
		[LINK_INTERFACE_GONE] = "interface_gone",
		[LINK_INTERFACE_MOVED] = "interface_moved",
		[LINK_INTERFACE_RENAMED] = "interface_renamed",
	};

	return names[health];
}

const char *link_health_words(enum link_health health)
{
	static const char *const words[] = {
		[LINK_OK] = "",
		[LINK_INTERFACE_GONE] = "the interface is gone",
		[LINK_INTERFACE_MOVED] =
			"the interface was moved to another network namespace",
		[LINK_INTERFACE_RENAMED] = "the interface was renamed",
	};

	return words[health];
}

const char *probe_health_name(enum probe_health health)
{
	static const char *const names[] = {
		[PROBE_OK] = "ok",
		[PROBE_INCOMPLETE] = "incomplete",
		[PROBE_FOREIGN] = "foreign",
		[PROBE_OTHER_VERSION] = "other_version",
	};

	return names[health];
}
