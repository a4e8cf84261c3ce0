// SPDX-License-Identifier: GPL-2.0-or-later
/* One probe of the inventory: all of its pins, and whether it is healthy. */
#include "kern/inventory_internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/account.h"
#include "base/memory.h"
#include "kern/cost.h"
#include "kern/link.h"
#include "kern/map.h"
#include "kern/opens.h"
#include "kern/own_interface.h"
#include "kern/packets.h"
#include "kern/pins_group.h"
#include "kern/probe.h"
#include "kern/slots.h"
#include "kern/tc.h"

/* One pin that cannot be opened as what it should be makes the probe unhealthy. */
static void mark(struct probe_entry *probe, enum probe_health health)
{
	if (probe->health == PROBE_OK)
		probe->health = health;
}

/*
 * What only root may look at says nothing about what it is. What was unpinned since the names were
 * read, as an interface is taken away, is not there: false.
 */
static bool note_unopened(struct probe_entry *probe, const struct error *error)
{
	if (error->number == EACCES)
		probe->is_partial = true;
	else if (error->number != ENOENT)
		mark(probe, PROBE_FOREIGN);
	return error->number != ENOENT;
}

static void ask_program(int fd, struct object_entry *entry)
{
	struct bpf_prog_info info;

	if (handle_program_info(fd, &info))
		return;
	entry->id = info.id;
	entry->run_count = info.run_cnt;
	entry->run_ns = info.run_time_ns;
}

static void ask_map(int fd, struct object_entry *entry)
{
	struct bpf_map_info info;

	if (handle_map_info(fd, &info))
		return;
	entry->id = info.id;
	entry->memory_bytes = cost_map_memory(fd);
}

/* The entries of one kind; owned by the caller. */
static struct object_entry *read_objects(const char *directory, const char *kind,
					 enum handle_kind handle,
					 void (*ask)(int fd, struct object_entry *entry),
					 size_t *ret_count, struct probe_entry *probe)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};
	struct object_entry *entries;

	*ret_count = 0;
	if (pins_list(directory, kind, &names, &error)) {
		mark(probe, PROBE_INCOMPLETE);
		return NULL;
	}
	entries = memory_new(names.count, sizeof(*entries));
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(directory, kind, names.names[i]);
		struct object_entry *entry = &entries[(*ret_count)++];
		int fd AUTO_CLOSE = -1;

		snprintf(entry->name, sizeof(entry->name), "%s", names.names[i]);
		if (!handle_open(path, handle, HANDLE_READ, &fd, &error))
			ask(fd, entry);
		else if (!note_unopened(probe, &error))
			(*ret_count)--;
	}
	return entries;
}

static void read_link(const char *directory, const char *name, struct probe_entry *probe)
{
	char *path AUTO_FREE = pins_path(directory, PINS_LINKS, name);
	struct link_entry *entry = &probe->links[probe->link_count++];
	struct error error AUTO_ERROR = {0};
	struct bpf_link_info info;
	int fd AUTO_CLOSE = -1;

	snprintf(entry->name, sizeof(entry->name), "%s", name);
	entry->type = link_type_name(UINT32_MAX);
	if (handle_open(path, HANDLE_LINK, HANDLE_WRITE, &fd, &error)) {
		if (!note_unopened(probe, &error))
			probe->link_count--;
		return;
	}
	if (handle_link_info(fd, &info)) {
		mark(probe, PROBE_FOREIGN);
		return;
	}
	entry->id = info.id;
	entry->program_id = info.prog_id;
	entry->type = link_type_name(info.type);
	if (info.type != BPF_LINK_TYPE_XDP || probe_name_is_built_in(probe->name))
		return;
	own_interface_find(&info, entry);
	if (entry->health == LINK_INTERFACE_GONE)
		mark(probe, PROBE_INCOMPLETE);
}

/* A filter of tc is no link to the kernel, but one to who looks at the probe. */
static void add_filter(const char *directory, const struct ebpfctl_tc_filter *record,
		       struct probe_entry *probe)
{
	struct link_entry *entry = &probe->links[probe->link_count++];

	snprintf(entry->name, sizeof(entry->name), "%s %s", record->ifname,
		 record->is_egress ? "egress" : "ingress");
	entry->type = "tc";
	entry->program_id = record->program_id;
	if (tc_is_attached(directory, record))
		return;
	entry->health = LINK_INTERFACE_GONE;
	mark(probe, PROBE_INCOMPLETE);
}

static void read_links(const char *directory, struct probe_entry *probe)
{
	struct ebpfctl_tc_filter *filters AUTO_FREE = NULL;
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};
	size_t filter_count = 0;

	if (pins_list(directory, PINS_LINKS, &names, &error)) {
		mark(probe, PROBE_INCOMPLETE);
		return;
	}
	if (tc_read_records(directory, &filters, &filter_count, &error))
		note_unopened(probe, &error);
	if (!names.count && !filter_count && probe_name_is_built_in(probe->name))
		mark(probe, PROBE_INCOMPLETE);
	probe->links = memory_new(names.count + filter_count, sizeof(*probe->links));
	for (size_t i = 0; i < names.count; i++)
		read_link(directory, names.names[i], probe);
	for (size_t i = 0; i < filter_count; i++)
		add_filter(directory, &filters[i], probe);
}

/* ---- what only packets has: interfaces ---- */

static void join_interface(struct probe_entry *probe, const struct packets_link *link)
{
	for (size_t i = 0; i < probe->link_count; i++) {
		struct link_entry *entry = &probe->links[i];

		if (strcmp(entry->name, link->pin))
			continue;
		entry->is_interface = true;
		entry->type = link_type_name(BPF_LINK_TYPE_XDP);
		memcpy(entry->ifname, link->record.ifname, sizeof(entry->ifname));
		entry->mode = link->record.mode;
		entry->health = link->health;
		if (link->health == LINK_INTERFACE_GONE)
			mark(probe, PROBE_INCOMPLETE);
	}
}

static void read_interfaces(const char *directory, struct probe_entry *probe)
{
	struct packets_links links AUTO_PACKETS_LINKS = {0};
	struct error error AUTO_ERROR = {0};
	int interfaces AUTO_CLOSE = -1;

	if (map_open(directory, &packets_interfaces_spec, HANDLE_READ, &interfaces,
		     &error) ||
	    packets_read_links(directory, interfaces, &links, &error)) {
		mark(probe, PROBE_FOREIGN);
		return;
	}
	for (size_t i = 0; i < links.count; i++)
		join_interface(probe, &links.links[i]);
}

/* ---- what only opens has: readers ---- */

static void read_readers(const char *directory, struct probe_entry *probe)
{
	struct error error AUTO_ERROR = {0};
	struct slots slots AUTO_SLOTS = {-1, -1, -1, -1};

	if ((slots_open(directory, HANDLE_READ, &slots, &error) ||
	     slots_list(&slots, probe, &error)) &&
	    !note_unopened(probe, &error))
		mark(probe, PROBE_FOREIGN);
}

static void read_meta(const char *directory, struct probe_entry *probe)
{
	struct error error AUTO_ERROR = {0};
	struct meta meta;

	if (probe_read_meta(directory, &meta, &error)) {
		mark(probe, PROBE_FOREIGN);
		return;
	}
	if (!meta_is_our_abi(&meta)) {
		mark(probe, PROBE_OTHER_VERSION);
		return;
	}
	probe->has_meta = true;
	probe->is_applied = meta.is_applied;
	probe->load_id = meta.load_id;
	probe->loaded_ns = meta.loaded_ns;
	memcpy(probe->version, meta.version, sizeof(probe->version));
	memcpy(probe->via, meta.via, sizeof(probe->via));
}

static void read_group(const char *directory, struct probe_entry *probe)
{
	uint32_t gid = pins_group_of(directory);
	char *name AUTO_FREE = gid ? account_group_name(gid) : NULL;

	if (name)
		snprintf(probe->group, sizeof(probe->group), "%s", name);
}

static void read_probe(const char *directory, struct probe_entry *probe)
{
	read_group(directory, probe);
	read_meta(directory, probe);
	probe->programs = read_objects(directory, PINS_PROGRAMS, HANDLE_PROGRAM,
				       ask_program, &probe->program_count, probe);
	probe->maps = read_objects(directory, PINS_MAPS, HANDLE_MAP, ask_map,
				   &probe->map_count, probe);
	read_links(directory, probe);
	if (!probe->has_meta)
		return;
	if (!strcmp(probe->name, PROBE_PACKETS))
		read_interfaces(directory, probe);
	if (!strcmp(probe->name, PROBE_OPENS))
		read_readers(directory, probe);
}

/* As long as nobody is changing it. */
static bool looks_whole(const struct probe_entry *probe)
{
	for (size_t i = 0; i < probe->link_count; i++)
		if (!link_health_is_in_place(probe->links[i].health))
			return false;
	return probe->health == PROBE_OK;
}

bool inventory_read_probe(const char *directory, const char *name,
			  struct probe_entry *probe)
{
	struct pins_reading reading = pins_reading_of(directory);

	do {
		probe_entry_release(probe);
		snprintf(probe->name, sizeof(probe->name), "%s", name);
		read_probe(directory, probe);
	} while (pins_reading_again(&reading, looks_whole(probe)));
	return reading.is_whole;
}
