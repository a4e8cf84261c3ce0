// SPDX-License-Identifier: GPL-2.0-or-later
/* The interface of the default route, from /proc/net (proc(5)). */
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "kern/netif.h"

#define IPV4_ROUTES "/proc/self/net/route"
#define IPV6_ROUTES "/proc/self/net/ipv6_route"
#define FIELDS_MAX 16
#define ROUTE_UP 0x0001	    /* RTF_UP, linux/route.h */
#define ROUTE_REJECT 0x0200 /* RTF_REJECT */
#define IPV6_ANY "00000000000000000000000000000000"

/* Which field of a line says what; metric and flags are in BASE. */
struct route_table {
	const char *path;
	size_t name, metric, flags, field_count;
	unsigned int metric_base;
	bool (*is_default)(char *const *fields);
};

static bool is_ipv4_default(char *const *fields)
{
	return !strcmp(fields[1], "00000000") && !strcmp(fields[7], "00000000");
}

static bool is_ipv6_default(char *const *fields)
{
	return !strcmp(fields[0], IPV6_ANY) && !strcmp(fields[1], "00");
}

static const struct route_table tables[] = {
	{IPV4_ROUTES, 0, 6, 3, 8, 10, is_ipv4_default},
	{IPV6_ROUTES, 9, 5, 8, 10, 16, is_ipv6_default},
};

static size_t split(char *line, char *fields[FIELDS_MAX])
{
	size_t count = 0;
	char *rest = NULL;

	for (char *field = strtok_r(line, " \t\n", &rest); field && count < FIELDS_MAX;
	     field = strtok_r(NULL, " \t\n", &rest))
		fields[count++] = field;
	return count;
}

/* The metric of a line that is a usable default route; false for any other line. */
static bool read_default(const struct route_table *table, char *const *fields,
			 uint64_t *ret_metric)
{
	const char *flags_text = fields[table->flags],
		   *metric_text = fields[table->metric];
	uint64_t flags;

	return table->is_default(fields) && strcmp(fields[table->name], "lo") &&
	       !parse_digits(&flags_text, 16, &flags) && flags & ROUTE_UP &&
	       !(flags & ROUTE_REJECT) &&
	       !parse_digits(&metric_text, table->metric_base, ret_metric);
}

static bool search(const struct route_table *table, char ret_name[EBPFCTL_IFNAME_LEN])
{
	FILE *file AUTO_FCLOSE = fopen(table->path, "re");
	uint64_t best = UINT64_MAX, metric;
	char *fields[FIELDS_MAX];
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		if (split(line, fields) < table->field_count ||
		    !read_default(table, fields, &metric) || metric >= best)
			continue;
		best = metric;
		snprintf(ret_name, EBPFCTL_IFNAME_LEN, "%s", fields[table->name]);
	}
	return best != UINT64_MAX;
}

bool netif_default_route(char ret_name[EBPFCTL_IFNAME_LEN])
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (search(&tables[i], ret_name))
			return true;
	return false;
}
