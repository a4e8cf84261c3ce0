// SPDX-License-Identifier: GPL-2.0-or-later
/* Sums and orders of counters. */
#include "core/snapshot.h"

#include "base/memory.h"
#include "tap.h"

static void test_packets(void)
{
	struct ebpfctl_interface_counts per_cpu[2] = {0};
	struct interface_snapshot interface = {0};
	unsigned int class = EBPFCTL_CLASS(EBPFCTL_L3_IPV6, EBPFCTL_L4_UDP);

	per_cpu[0].class_count[class] = (struct ebpfctl_class_count){3, 300};
	per_cpu[1].class_count[class] = (struct ebpfctl_class_count){4, 400};
	per_cpu[1].class_count[0] = (struct ebpfctl_class_count){1, 60};
	packets_sum_cpus(per_cpu, 2, interface.classes);
	is_number(interface.classes[class].packets, 7, "the CPUs are summed");
	is_number(interface.classes[class].bytes, 700, "bytes too");
	is_number(interface_total(&interface).packets, 8, "the total is of all classes");
	is_number(interface_total(&interface).bytes, 760, "in bytes too");
	is_text(packet_l3_name(class), "ipv6", "a class has a layer 3");
	is_text(packet_l4_name(class), "udp", "and a layer 4");
	is_text(packet_l3_name(EBPFCTL_CLASSES - 1), "other", "the last one");
	is_text(packet_l4_name(EBPFCTL_CLASSES - 1), "other", "is other in both");
}

static struct opens_snapshot three_comms(void)
{
	struct opens_snapshot opens = {
		.comms = memory_new(3, sizeof(*opens.comms)),
		.count = 3,
		.others = {.opens = 100, .failed = 10},
	};

	opens.comms[0] = (struct comm_count){.comm.text = "b", .opens = 1, .failed = 1};
	opens.comms[1] = (struct comm_count){.comm.text = "c", .opens = 5};
	opens.comms[2] = (struct comm_count){.comm.text = "a", .opens = 1};
	return opens;
}

static void test_opens(void)
{
	struct snapshot snapshot = {.opens = three_comms()};
	struct opens_snapshot *opens = &snapshot.opens;

	opens_sort(opens, 2);
	is_text(opens->comms[0].comm.text, "c", "most opens first");
	is_text(opens->comms[1].comm.text, "a", "then by name");
	is_number(opens->shown, 2, "as many as were asked for");
	is_number(opens_total(opens).opens, 107, "the total has the others too");
	is_number(opens_total(opens).failed, 11, "failed ones as well");
	is_number(opens_rest(opens).opens, 101, "the rest is what is not shown");
	is_number(opens_rest(opens).failed, 11, "failed ones as well");
	opens_sort(opens, SIZE_MAX);
	is_number(opens->shown, 3, "all, when all are asked for");
	is_number(opens_rest(opens).opens, 100, "then the rest is what found no room");
	snapshot_release(&snapshot);
}

int main(void)
{
	test_packets();
	test_opens();
	return tap_end();
}
