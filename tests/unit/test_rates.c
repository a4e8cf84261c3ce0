// SPDX-License-Identifier: GPL-2.0-or-later
/* Rates between snapshots: exact, and none where two counters are not of one life. */
#include "core/rates.h"

#include <string.h>

#include "base/memory.h"
#include "tap.h"

#define SECOND 1000000000ull

static struct snapshot at(uint64_t seconds)
{
	return (struct snapshot){
		.time_ns = (1000 + seconds) * SECOND,
		.monotonic_ns = (5 + seconds) * SECOND,
	};
}

static void add_comm(struct snapshot *snapshot, const char *comm, uint64_t opens,
		     uint64_t failed)
{
	struct opens_snapshot *to = &snapshot->opens;
	struct comm_count count = {.opens = opens, .failed = failed};

	snapshot->has_opens = true;
	snapshot->opens_load_id = snapshot->opens_load_id ? snapshot->opens_load_id : 7;
	memcpy(count.comm.text, comm, strlen(comm));
	to->comms = memory_resize(to->comms, to->count + 1, sizeof(*to->comms));
	to->comms[to->count++] = count;
}

static void add_interface(struct snapshot *snapshot, uint32_t ifindex, uint64_t attached,
			  uint64_t packets, uint64_t bytes)
{
	struct packets_snapshot *to = &snapshot->packets;
	struct interface_snapshot interface = {
		.ifindex = ifindex,
		.attached_ns = attached,
		.classes[3] = {packets, bytes},
	};

	snapshot->has_packets = true;
	snapshot->packets_load_id = 3;
	to->interfaces =
		memory_resize(to->interfaces, to->count + 1, sizeof(*to->interfaces));
	to->interfaces[to->count++] = interface;
}

static const char *comm_of(const struct rates *rates, size_t row)
{
	return rates->now.opens.comms[rates->opens.rows[row].index].comm.text;
}

static void is_rate(const struct flow *flow, double first, double second, const char *name)
{
	bool is_it = flow->has_rate && flow->per_second[FLOW_FIRST] == first &&
		     flow->per_second[FLOW_SECOND] == second;

	if (!ok(is_it, name))
		printf("# got: %d %g %g\n", flow->has_rate, flow->per_second[FLOW_FIRST],
		       flow->per_second[FLOW_SECOND]);
}

static void test_comms(void)
{
	struct snapshot first = at(0), next = at(4), last = at(5);
	struct rates rates;

	add_comm(&first, "nginx", 1000, 10);
	add_comm(&first, "cron", 2000, 0);
	rates_begin(&rates, &first);
	ok(!rates.opens.rows[0].flow.has_rate, "one snapshot has no rate");
	is_text(comm_of(&rates, 0), "cron", "and is sorted by the totals");
	is_number(rates.opens.total.watched[FLOW_FIRST], 0, "nothing was watched yet");
	add_comm(&next, "nginx", 1400, 12);
	add_comm(&next, "cron", 2000, 0);
	add_comm(&next, "new", 2, 2);
	next.opens.others.opens = 8;
	rates_step(&rates, &next);
	is_text(comm_of(&rates, 0), "nginx", "the highest rate comes first");
	is_rate(&rates.opens.rows[0].flow, 100, 0.5, "a rate is the difference by the time");
	is_text(comm_of(&rates, 1), "new", "a comm that is new began at 0");
	is_rate(&rates.opens.rows[1].flow, 0.5, 0.5, "and has a rate");
	is_rate(&rates.opens.total, 102.5, 1, "the total has the others too");
	is_number(rates.opens.total.total[FLOW_FIRST], 3410, "since load");
	is_number(rates.opens.total.watched[FLOW_FIRST], 410, "since the first snapshot");
	is_rate(&rates.opens.others, 2, 0,
		"the others have a rate of their own");
	add_comm(&last, "nginx", 1401, 12);
	add_comm(&last, "cron", 2000, 0);
	add_comm(&last, "new", 2, 2);
	last.opens.others.opens = 9;
	rates_step(&rates, &last);
	is_rate(&rates.opens.total, 2, 0, "the next rate is of the last interval alone");
	is_number(rates.opens.rows[0].flow.watched[FLOW_FIRST], 401, "watched goes on");
	is_number(probe_rates_rest(&rates.opens, 1).total[FLOW_FIRST], 2011,
		  "the rest is what is not shown, and the others");
	is_number(rates.watched_ns, 5 * SECOND, "the time is that of all intervals");
	rates_release(&rates);
}

static void test_reload(void)
{
	struct snapshot first = at(0), gone = at(1), back = at(2), other = at(3), more = at(4);
	struct rates rates;

	add_comm(&first, "nginx", 1000, 10);
	rates_begin(&rates, &first);
	rates_step(&rates, &gone);
	ok(!rates.opens.is_there && rates.opens.has_just_changed, "an unload is seen");
	is_text(probe_change_name(rates.opens.change), "unloaded", "and named");
	is_number(rates.opens.changed_ns, 1001 * SECOND, "with its time");
	ok(!rates.opens.total.has_rate, "what is unloaded has no rate");
	add_comm(&back, "nginx", 5000, 50);
	back.opens_load_id = 8;
	rates_step(&rates, &back);
	is_text(probe_change_name(rates.opens.change), "reloaded", "so is a load after it");
	ok(!rates.opens.total.has_rate, "no rate goes across it");
	is_number(rates.opens.total.watched[FLOW_FIRST], 5000,
		  "what was counted since then was watched");
	add_comm(&other, "nginx", 6000, 60);
	other.opens_load_id = 9;
	rates_step(&rates, &other);
	ok(rates.opens.has_just_changed, "a reload between two snapshots is seen by its id");
	ok(!rates.opens.rows[0].flow.has_rate, "although the counter is higher: no rate");
	add_comm(&more, "nginx", 6003, 60);
	more.opens_load_id = 9;
	rates_step(&rates, &more);
	ok(!rates.opens.has_just_changed, "then nothing has changed any more");
	is_text(probe_change_name(rates.opens.change), "reloaded", "what did is still known");
	is_rate(&rates.opens.total, 3, 0, "and there are rates again");
	rates_release(&rates);
}

static void test_replace(void)
{
	struct snapshot first = at(0), next = at(2);
	struct rates rates;

	add_comm(&first, "nginx", 1000, 10);
	rates_begin(&rates, &first);
	add_comm(&next, "nginx", 1010, 10);
	next.opens_instance = 5;
	rates_step(&rates, &next);
	is_text(probe_change_name(rates.opens.change), "replaced", "a replacement is seen");
	is_rate(&rates.opens.total, 5, 0, "and has kept the counters: they have a rate");
	is_number(rates.opens.total.watched[FLOW_FIRST], 10, "over the same base");
	rates_release(&rates);
}

static void test_interfaces(void)
{
	struct snapshot first = at(0), next = at(2), less = at(3);
	struct rates rates;

	add_interface(&first, 2, 11, 100, 1000);
	add_interface(&first, 3, 12, 500, 5000);
	rates_begin(&rates, &first);
	add_interface(&next, 2, 11, 110, 2000);
	add_interface(&next, 3, 99, 4, 400);
	add_interface(&next, 4, 98, 6, 600);
	rates_step(&rates, &next);
	is_number(rates.now.packets.interfaces[rates.packets.rows[0].index].ifindex, 2,
		  "the busiest interface comes first");
	is_rate(&rates.packets.rows[0].flow, 5, 500, "with packets and bytes");
	is_rate(&rates.packets.rows[2].flow, 2, 200,
		"one that was attached again is not compared with what it was");
	is_number(rates.packets.total.watched[FLOW_FIRST], 20, "nothing is watched twice");
	add_interface(&less, 2, 11, 9, 3000);
	rates_step(&rates, &less);
	ok(!rates.packets.total.has_rate, "a counter that went back has no rate");
	is_number(rates.packets.total.watched[FLOW_FIRST], 9, "and no huge difference");
	rates_release(&rates);
}

static void test_clock(void)
{
	struct snapshot first = at(10), same = at(10), before = at(2), after = at(3);
	struct rates rates;

	add_comm(&first, "a", 1, 0);
	rates_begin(&rates, &first);
	add_comm(&same, "a", 2, 0);
	rates_step(&rates, &same);
	ok(!rates.opens.total.has_rate, "without time there is no rate");
	add_comm(&before, "a", 3, 0);
	rates_step(&rates, &before);
	ok(!rates.opens.total.has_rate, "nor with time that goes back");
	add_comm(&after, "a", 5, 0);
	after.time_ns = 1; /* somebody has set the clock */
	rates_step(&rates, &after);
	is_rate(&rates.opens.total, 2, 0, "a clock that was set changes no rate");
	rates_release(&rates);
}

int main(void)
{
	test_comms();
	test_reload();
	test_replace();
	test_interfaces();
	test_clock();
	return tap_end();
}
