// SPDX-License-Identifier: GPL-2.0-or-later
/* What configuration files want to be loaded. */
#include "core/wanted.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int refuse(const char *option, const char *where, struct error *error)
{
	error_set(error, ERROR_USAGE, "option '%s': another one than in %s", option,
		  where);
	error_hint(error, "man ebpfctl.conf");
	return -1;
}

/* Stores VALUE where none is yet, or the same. */
static int say(struct wanted_value *wanted, const char *where, uint64_t value,
	       const char *option, struct error *error)
{
	if (wanted->where && wanted->value != value)
		return refuse(option, wanted->where, error);
	if (!wanted->where)
		*wanted = (struct wanted_value){where, value};
	return 0;
}

/* Both NULL, or the same name. */
static bool is_same_name(const char *left, const char *right)
{
	return left && right ? !strcmp(left, right) : left == right;
}

static struct wanted_interface *find_or_add(struct wanted *wanted, const char *ifname)
{
	struct wanted_interface *list = wanted->packets.interfaces;

	for (size_t i = 0; i < wanted->packets.count; i++)
		if (is_same_name(list[i].ifname, ifname))
			return &list[i];
	list = memory_resize(list, wanted->packets.count + 1, sizeof(*list));
	wanted->packets.interfaces = list;
	list[wanted->packets.count] = (struct wanted_interface){.ifname = ifname};
	return &list[wanted->packets.count++];
}

static int add_interface(struct wanted *wanted, const struct wanted_line *line,
			 const char *ifname, struct error *error)
{
	struct wanted_interface *interface = find_or_add(wanted, ifname);

	return line->has_mode ?
		       say(&interface->mode, line->where, line->mode, "--mode", error) :
		       0;
}

static int add_packets(struct wanted *wanted, const struct wanted_line *line,
		       struct error *error)
{
	if (!wanted->packets.where)
		wanted->packets.where = line->where;
	wanted->packets.wants_sizes |= line->wants_sizes;
	for (size_t i = 0; i < line->ifname_count; i++)
		if (add_interface(wanted, line, line->ifnames[i], error))
			return -1;
	return line->ifname_count ? 0 : add_interface(wanted, line, NULL, error);
}

static int add_opens(struct wanted *wanted, const struct wanted_line *line,
		     struct error *error)
{
	if (!wanted->opens.where)
		wanted->opens.where = line->where;
	wanted->opens.wants_latency |= line->wants_latency;
	if (!line->has_via)
		return 0;
	if (wanted->opens.via_where && !is_same_name(wanted->opens.via, line->via))
		return refuse("--via", wanted->opens.via_where, error);
	if (!wanted->opens.via_where)
		wanted->opens.via_where = line->where;
	wanted->opens.via = line->via;
	return 0;
}

/* There is one group for all: the directories on the way have one. */
static int add_group(struct wanted *wanted, const struct wanted_line *line,
		     struct error *error)
{
	if (line->gid && say(&wanted->group, line->where, line->gid, "--group", error))
		return -1;
	if (line->has_packets &&
	    say(&wanted->packets.group, line->where, line->gid, "--group", error))
		return -1;
	return line->has_opens ? say(&wanted->opens.group, line->where, line->gid,
				     "--group", error) :
				 0;
}

/* Each has a name of its own: two of one name would be one probe. */
static int add_own(struct wanted *wanted, const struct own_wishes *wishes,
		   const char *where, struct error *error)
{
	if (wishes->file[0] != '/') {
		error_set(error, ERROR_USAGE, "file '%s': its path does not begin with /",
			  wishes->file);
		error_hint(error, "man ebpfctl.conf");
		return -1;
	}
	for (size_t i = 0; i < wanted->own_count; i++)
		if (!strcmp(wanted->own[i].wishes->name, wishes->name)) {
			error_set(error, ERROR_USAGE, "file '%s': %s has a '%s' too",
				  wishes->file, wanted->own[i].where, wishes->name);
			error_hint(error, "give one of them another name with --name");
			return -1;
		}
	wanted->own =
		memory_resize(wanted->own, wanted->own_count + 1, sizeof(*wanted->own));
	wanted->own[wanted->own_count++] = (struct wanted_own){where, wishes};
	return 0;
}

int wanted_add(struct wanted *wanted, const struct wanted_line *line, struct error *error)
{
	if (line->has_group && add_group(wanted, line, error))
		return -1;
	for (size_t i = 0; i < line->own_count; i++)
		if (add_own(wanted, &line->own[i], line->where, error))
			return -1;
	if (line->has_packets && add_packets(wanted, line, error))
		return -1;
	return line->has_opens ? add_opens(wanted, line, error) : 0;
}

bool wanted_names_probe(const struct wanted *wanted, const char *probe)
{
	for (size_t i = 0; i < wanted->own_count; i++)
		if (!strcmp(wanted->own[i].wishes->name, probe))
			return true;
	return (wanted->packets.where && !strcmp(probe, PROBE_PACKETS)) ||
	       (wanted->opens.where && !strcmp(probe, PROBE_OPENS));
}

bool wanted_names_interface(const struct wanted *wanted, const char *ifname)
{
	for (size_t i = 0; i < wanted->packets.count; i++)
		if (is_same_name(wanted->packets.interfaces[i].ifname, ifname))
			return true;
	return false;
}

void wanted_release(struct wanted *wanted)
{
	free(wanted->packets.interfaces);
	free(wanted->own);
	*wanted = (struct wanted){0};
}
