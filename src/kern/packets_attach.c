// SPDX-License-Identifier: GPL-2.0-or-later
/* Attaching `packets` to one interface: the program, the mode, the pins. */
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "core/probe_name.h"
#include "kern/link.h"
#include "kern/map.h"
#include "kern/netif_ports.h"
#include "kern/object.h"
#include "kern/packets_internal.h"
#include "kern/xdp_holder.h"

/* One thing to try: a program in a mode. */
struct attempt {
	enum ebpfctl_xdp_mode mode;
	const char *program;
};

/* Generic mode makes a frame linear before the program sees it: it needs no frags. */
static const struct attempt attempts[] = {
	{EBPFCTL_XDP_NATIVE, EBPFCTL_PACKETS_PROGRAM},
	{EBPFCTL_XDP_NATIVE, EBPFCTL_PACKETS_FRAGS_PROGRAM},
	{EBPFCTL_XDP_GENERIC, EBPFCTL_PACKETS_PROGRAM},
};

#define ATTEMPT_COUNT (sizeof(attempts) / sizeof(attempts[0]))

static bool is_slot_held(int number)
{
	return number == EBUSY || number == EEXIST;
}

static const char *reason_words(int number)
{
	switch (number) {
	case EOPNOTSUPP:
		return "the driver has no native XDP";
	case ERANGE:
	case EINVAL:
		return "the driver refuses native XDP with this MTU or these settings";
	case ENODEV:
		return "no such interface";
	default:
		return strerror(number);
	}
}

const char *const packets_required_maps[] = {
	EBPFCTL_COUNTERS_MAP,
	EBPFCTL_INTERFACES_MAP,
	NULL,
};

int packets_load_program(const char *directory,
			 const struct ebpfctl_packets_config *config, const char *program,
			 int *ret_fd, struct error *error)
{
	struct bpf_object *object AUTO_OBJECT = NULL;
	struct strbuf ignored AUTO_STRBUF = {0};

	if (object_open(EBPFCTL_PACKETS_OBJECT, &object, error))
		return -1;
	object_choose_map(object, EBPFCTL_SIZES_MAP, config->has_sizes);
	if (object_set_rodata(object, config, sizeof(*config), error) ||
	    object_reuse_pinned(object, directory, packets_required_maps, &ignored,
				error))
		return -1;
	object_choose_program(object, program);
	if (object_load(object, PROBE_PACKETS, error))
		return -1;
	*ret_fd = dup_cloexec(object_program_fd(object, program));
	return *ret_fd < 0 ? error_set_errno(error, errno, "cannot keep the program") : 0;
}

/* Tries one after the other, as far as WANTED allows; *ret_number tells why the first
 * failed. */
static int attach_first_that_works(const struct packets_target *target,
				   const struct netif *netif, uint32_t slot,
				   enum ebpfctl_xdp_mode wanted, int *ret_program,
				   int *ret_link, const struct attempt **ret_attempt,
				   int *ret_number, struct error *error)
{
	const struct ebpfctl_packets_config config = {
		slot, netif->first_header, packets_has_sizes(target->directory)};

	*ret_number = 0;
	for (size_t i = 0; i < ATTEMPT_COUNT; i++) {
		const struct attempt *attempt = &attempts[i];
		int program AUTO_CLOSE = -1;

		if (wanted != EBPFCTL_XDP_AUTO && wanted != attempt->mode)
			continue;
		if (packets_load_program(target->directory, &config, attempt->program,
					 &program, error))
			return -1;
		if (!link_attach_xdp(program, netif->ifindex, attempt->mode, ret_link)) {
			*ret_program = take_fd(&program);
			*ret_attempt = attempt;
			return 0;
		}
		if (is_slot_held(errno))
			return xdp_holder_error(netif->name, netif->ifindex, error);
		*ret_number = *ret_number ? *ret_number : errno;
	}
	return error_set(error, ERROR_FAILED, "cannot attach 'packets' to '%s': %s",
			 netif->name, reason_words(*ret_number));
}

/*
 * A slot that was freed keeps its record; now that a pin of the same name comes again, it
 * would be taken for a second one.
 */
static int clear_old_records(const struct packets_target *target,
			     const struct netif *netif, struct error *error)
{
	const struct ebpfctl_interface none = {0};
	uint64_t netns_ino = netif_netns();
	struct ebpfctl_interface record;

	for (uint32_t slot = 0; slot < EBPFCTL_INTERFACES_MAX; slot++) {
		if (packets_read_record(target->interfaces_fd, slot, &record, error))
			return -1;
		if (record.ifindex != netif->ifindex || record.netns_ino != netns_ino)
			continue;
		if (map_write(target->interfaces_fd, &slot, &none))
			return error_set_errno(error, errno, "cannot write the map '%s'",
					       EBPFCTL_INTERFACES_MAP);
	}
	return 0;
}

static int write_record(const struct packets_target *target, const struct netif *netif,
			uint32_t slot, enum ebpfctl_xdp_mode wanted,
			enum ebpfctl_xdp_mode mode, const struct ebpfctl_interface *past,
			struct error *error)
{
	struct ebpfctl_interface record = {
		.netns_ino = netif_netns(),
		.attached_ns = past ? past->attached_ns : clock_now_ns(CLOCK_BOOTTIME),
		.ifindex = netif->ifindex,
		.mode = mode,
		.wanted = wanted,
		.link_layer = netif->first_header,
	};

	memcpy(record.ifname, netif->name, sizeof(record.ifname));
	if (map_write(target->interfaces_fd, &slot, &record))
		return error_set_errno(error, errno, "cannot write the map '%s'",
				       EBPFCTL_INTERFACES_MAP);
	return 0;
}

static int clear_sizes(const struct packets_target *target, uint32_t slot,
		       struct error *error)
{
	void *zeroes AUTO_FREE =
		memory_new(map_cpu_count(error), sizeof(struct ebpfctl_size_counts));
	int fd AUTO_CLOSE = -1;

	if (map_open(target->directory, &packets_sizes_spec, HANDLE_WRITE, &fd, error))
		return -1;
	if (map_write(fd, &slot, zeroes))
		return error_set_errno(error, errno, "cannot write the map '%s'",
				       EBPFCTL_SIZES_MAP);
	return 0;
}

static int clear_counters(const struct packets_target *target, uint32_t slot,
			  struct error *error)
{
	size_t cpu_count = map_cpu_count(error);
	void *zeroes AUTO_FREE =
		memory_new(cpu_count, sizeof(struct ebpfctl_interface_counts));

	if (!cpu_count)
		return -1;
	if (map_write(target->counters_fd, &slot, zeroes))
		return error_set_errno(error, errno, "cannot write the map '%s'",
				       EBPFCTL_COUNTERS_MAP);
	return packets_has_sizes(target->directory) ? clear_sizes(target, slot, error) :
						      0;
}

static int pin_both(const struct packets_target *target, const struct netif *netif,
		    int program, int link, struct error *error)
{
	char *name AUTO_FREE = packets_pin_name(netif_netns(), netif->ifindex);
	char *program_path AUTO_FREE = pins_path(target->directory, PINS_PROGRAMS, name);
	char *link_path AUTO_FREE = pins_path(target->directory, PINS_LINKS, name);
	struct error ignored AUTO_ERROR = {0};

	/* of a command that died before it could pin the link */
	if (pins_unpin(program_path, error) || pins_pin(program, program_path, error))
		return -1;
	if (!pins_pin(link, link_path, error))
		return 0;
	pins_unpin(program_path, &ignored);
	return -1;
}

static void add_note(struct strbuf *notes, const char *note)
{
	strbuf_add(notes, notes->length ? "; " : "");
	strbuf_add(notes, note);
}

/* What the user should know about it; NULL for nothing. */
static char *make_note(const struct netif *netif, enum ebpfctl_xdp_mode wanted,
		       enum ebpfctl_xdp_mode mode, int number)
{
	char *ports AUTO_FREE = netif_ports_note(netif->ifindex);
	struct strbuf notes = {0};

	if (mode == EBPFCTL_XDP_GENERIC && wanted == EBPFCTL_XDP_AUTO)
		add_note(&notes, reason_words(number));
	if (mode == EBPFCTL_XDP_GENERIC) {
		add_note(&notes, "GRO is off on ");
		strbuf_add(&notes, netif->name);
		strbuf_add(&notes, " until unload");
	}
	if (ports)
		add_note(&notes, ports);
	if (netif->first_header == EBPFCTL_FIRST_UNKNOWN)
		add_note(&notes,
			 "unknown link layer: all packets are counted as other/other");
	return notes.text;
}

int packets_attach(const struct packets_target *target, const struct netif *netif,
		   uint32_t slot, enum ebpfctl_xdp_mode wanted,
		   const struct ebpfctl_interface *past, struct interface_result *result,
		   struct error *error)
{
	int program AUTO_CLOSE = -1, link AUTO_CLOSE = -1;
	const struct attempt *attempt = NULL;
	int number = 0;

	if (!past && clear_counters(target, slot, error))
		return -1;
	if (attach_first_that_works(target, netif, slot, wanted, &program, &link,
				    &attempt, &number, error))
		return -1;
	if (clear_old_records(target, netif, error) ||
	    write_record(target, netif, slot, wanted, attempt->mode, past, error) ||
	    pin_both(target, netif, program, link, error))
		return -1;
	result->mode = attempt->mode;
	result->note = make_note(netif, wanted, attempt->mode, number);
	return 0;
}

int packets_detach(const char *directory, const char *pin, struct error *error)
{
	char *link AUTO_FREE = pins_path(directory, PINS_LINKS, pin);
	char *program AUTO_FREE = pins_path(directory, PINS_PROGRAMS, pin);

	if (link_release(link, error))
		return -1;
	return pins_unpin(program, error);
}
