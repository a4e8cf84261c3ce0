// SPDX-License-Identifier: GPL-2.0-or-later
/* Rates: the differences between snapshots. */
#include "core/rates.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

/* A counter at the three times; where it was not there yet, it was 0. */
struct readings {
	uint64_t base[FLOW_COUNTERS];
	uint64_t previous[FLOW_COUNTERS];
	uint64_t now[FLOW_COUNTERS];
};

static bool has_gone_back(const struct readings *readings)
{
	for (size_t i = 0; i < FLOW_COUNTERS; i++)
		if (readings->now[i] < readings->previous[i] ||
		    readings->now[i] < readings->base[i])
			return true;
	return false;
}

static struct flow flow_of(const struct readings *readings, uint64_t elapsed_ns)
{
	bool is_reset = has_gone_back(readings);
	struct flow flow = {.has_rate = elapsed_ns && !is_reset};

	for (size_t i = 0; i < FLOW_COUNTERS; i++) {
		flow.total[i] = readings->now[i];
		flow.watched[i] = readings->now[i] - (is_reset ? 0 : readings->base[i]);
		if (flow.has_rate)
			flow.per_second[i] =
				(double)(readings->now[i] - readings->previous[i]) *
				(double)CLOCK_NS_PER_SECOND / (double)elapsed_ns;
	}
	return flow;
}

static void add_flow(struct flow *sum, const struct flow *one)
{
	for (size_t i = 0; i < FLOW_COUNTERS; i++) {
		sum->total[i] += one->total[i];
		sum->watched[i] += one->watched[i];
		sum->per_second[i] += one->per_second[i];
	}
	sum->has_rate = sum->has_rate || one->has_rate;
}

static struct flow_row *add_row(struct probe_rates *probe, size_t index)
{
	if (probe->count == probe->capacity) {
		probe->capacity = probe->capacity ? probe->capacity * 2 : 64;
		probe->rows =
			memory_resize(probe->rows, probe->capacity, sizeof(*probe->rows));
	}
	probe->rows[probe->count] = (struct flow_row){.index = index};
	return &probe->rows[probe->count++];
}

static int compare_rows(const void *left, const void *right)
{
	const struct flow_row *a = left, *b = right;
	double by_rate = b->flow.per_second[FLOW_FIRST] - a->flow.per_second[FLOW_FIRST];

	if (by_rate < 0 || by_rate > 0)
		return by_rate < 0 ? -1 : 1;
	if (a->flow.total[FLOW_FIRST] != b->flow.total[FLOW_FIRST])
		return a->flow.total[FLOW_FIRST] < b->flow.total[FLOW_FIRST] ? 1 : -1;
	return (a->index > b->index) - (a->index < b->index);
}

static void finish(struct probe_rates *probe)
{
	if (probe->count)
		qsort(probe->rows, probe->count, sizeof(*probe->rows), compare_rows);
	probe->total = probe->others;
	for (size_t i = 0; i < probe->count; i++)
		add_flow(&probe->total, &probe->rows[i].flow);
}

/* ---- packets ---- */

static void put_packets(uint64_t counters[FLOW_COUNTERS],
			const struct interface_snapshot *interface)
{
	struct packet_count total = interface_total(interface);

	counters[FLOW_FIRST] = total.packets;
	counters[FLOW_SECOND] = total.bytes;
}

/* The same attachment of the same interface: another one began with new counters. */
static const struct interface_snapshot *
find_interface(const struct snapshot *snapshot, const struct interface_snapshot *wanted)
{
	for (size_t i = 0; i < snapshot->packets.count; i++) {
		const struct interface_snapshot *one = &snapshot->packets.interfaces[i];

		if (one->ifindex == wanted->ifindex &&
		    one->attached_ns == wanted->attached_ns)
			return one;
	}
	return NULL;
}

static void compare_packets(struct rates *rates, uint64_t elapsed_ns)
{
	const struct packets_snapshot *now = &rates->now.packets;

	for (size_t i = 0; i < now->count; i++) {
		const struct interface_snapshot *one = &now->interfaces[i];
		const struct interface_snapshot *base = find_interface(&rates->base, one);
		const struct interface_snapshot *previous =
			find_interface(&rates->previous, one);
		struct readings readings = {0};

		put_packets(readings.now, one);
		if (base)
			put_packets(readings.base, base);
		if (previous)
			put_packets(readings.previous, previous);
		add_row(&rates->packets, i)->flow = flow_of(&readings, elapsed_ns);
	}
}

/* ---- opens ---- */

static void put_opens(uint64_t counters[FLOW_COUNTERS], const struct comm_count *count)
{
	counters[FLOW_FIRST] = count->opens;
	counters[FLOW_SECOND] = count->failed;
}

/* Both sides are sorted by comm: goes on from *AT, where the last one was found. */
static void put_comm(uint64_t counters[FLOW_COUNTERS], const struct opens_snapshot *opens,
		     size_t *at, const struct ebpfctl_comm *comm)
{
	while (*at < opens->count &&
	       memcmp(&opens->comms[*at].comm, comm, sizeof(*comm)) < 0)
		(*at)++;
	if (*at < opens->count && !memcmp(&opens->comms[*at].comm, comm, sizeof(*comm)))
		put_opens(counters, &opens->comms[*at]);
}

static void compare_opens(struct rates *rates, uint64_t elapsed_ns)
{
	const struct opens_snapshot *now = &rates->now.opens;
	struct readings others = {0};
	size_t base = 0, previous = 0;

	for (size_t i = 0; i < now->count; i++) {
		const struct ebpfctl_comm *comm = &now->comms[i].comm;
		struct readings readings = {0};

		put_opens(readings.now, &now->comms[i]);
		put_comm(readings.base, &rates->base.opens, &base, comm);
		put_comm(readings.previous, &rates->previous.opens, &previous, comm);
		add_row(&rates->opens, i)->flow = flow_of(&readings, elapsed_ns);
	}
	put_opens(others.now, &now->others);
	put_opens(others.base, &rates->base.opens.others);
	put_opens(others.previous, &rates->previous.opens.others);
	rates->opens.others = flow_of(&others, elapsed_ns);
}

/* ---- both ---- */

/* One probe at one time. */
struct presence {
	bool is_there;
	uint64_t load_id;
	uint32_t instance;
};

static struct presence of_packets(const struct snapshot *snapshot)
{
	return (struct presence){snapshot->has_packets, snapshot->packets_load_id,
				 snapshot->packets_instance};
}

static struct presence of_opens(const struct snapshot *snapshot)
{
	return (struct presence){snapshot->has_opens, snapshot->opens_load_id,
				 snapshot->opens_instance};
}

static enum probe_change change_of(struct presence before, struct presence now)
{
	if (!now.is_there)
		return before.is_there ? CHANGE_UNLOADED : CHANGE_NONE;
	if (!before.is_there)
		return CHANGE_LOADED;
	if (before.load_id != now.load_id)
		return CHANGE_RELOADED;
	return before.instance == now.instance ? CHANGE_NONE : CHANGE_REPLACED;
}

/* An unloaded probe that is loaded again has been reloaded. */
static void note_change(struct probe_rates *probe, enum probe_change change,
			uint64_t time_ns)
{
	probe->has_just_changed = change != CHANGE_NONE;
	if (change == CHANGE_NONE)
		return;
	if (change == CHANGE_LOADED && probe->change == CHANGE_UNLOADED)
		change = CHANGE_RELOADED;
	probe->change = change;
	probe->changed_ns = time_ns;
}

static void empty(struct probe_rates *probe, bool is_there)
{
	probe->is_there = is_there;
	probe->count = 0;
	probe->others = probe->total = (struct flow){0};
}

/* Whether the counters began again. */
static bool has_new_counters(const struct probe_rates *probe)
{
	return probe->has_just_changed && probe->change != CHANGE_REPLACED;
}

static void update_packets(struct rates *rates)
{
	struct probe_rates *packets = &rates->packets;

	note_change(packets,
		    change_of(of_packets(&rates->previous), of_packets(&rates->now)),
		    rates->now.time_ns);
	if (has_new_counters(packets))
		rates->base.packets.count = rates->previous.packets.count = 0;
	empty(packets, rates->now.has_packets);
	if (packets->is_there)
		compare_packets(rates, has_new_counters(packets) ? 0 : rates->elapsed_ns);
	finish(packets);
}

static void update_opens(struct rates *rates)
{
	struct probe_rates *opens = &rates->opens;

	note_change(opens, change_of(of_opens(&rates->previous), of_opens(&rates->now)),
		    rates->now.time_ns);
	if (has_new_counters(opens)) {
		rates->base.opens.count = rates->previous.opens.count = 0;
		rates->base.opens.others = (struct comm_count){0};
		rates->previous.opens.others = (struct comm_count){0};
	}
	empty(opens, rates->now.has_opens);
	if (opens->is_there)
		compare_opens(rates, has_new_counters(opens) ? 0 : rates->elapsed_ns);
	finish(opens);
}

static int compare_comms(const void *left, const void *right)
{
	return memcmp(&((const struct comm_count *)left)->comm,
		      &((const struct comm_count *)right)->comm,
		      sizeof(struct ebpfctl_comm));
}

static void sort_comms(struct opens_snapshot *opens)
{
	if (opens->count)
		qsort(opens->comms, opens->count, sizeof(*opens->comms), compare_comms);
}

static void take(struct snapshot *to, struct snapshot *from)
{
	snapshot_release(to);
	*to = *from;
	*from = (struct snapshot){0};
}

void rates_begin(struct rates *rates, struct snapshot *snapshot)
{
	*rates = (struct rates){0};
	sort_comms(&snapshot->opens);
	take(&rates->now, snapshot);
	empty(&rates->packets, rates->now.has_packets);
	empty(&rates->opens, rates->now.has_opens);
	snapshot_copy(&rates->base, &rates->now);
	compare_packets(rates, 0);
	compare_opens(rates, 0);
	finish(&rates->packets);
	finish(&rates->opens);
}

void rates_step(struct rates *rates, struct snapshot *snapshot)
{
	sort_comms(&snapshot->opens);
	take(&rates->previous, &rates->now);
	take(&rates->now, snapshot);
	rates->elapsed_ns =
		rates->now.monotonic_ns > rates->previous.monotonic_ns ?
			rates->now.monotonic_ns - rates->previous.monotonic_ns :
			0;
	rates->watched_ns += rates->elapsed_ns;
	update_packets(rates);
	update_opens(rates);
}

struct flow probe_rates_rest(const struct probe_rates *probe, size_t shown)
{
	struct flow rest = probe->others;

	for (size_t i = shown; i < probe->count; i++)
		add_flow(&rest, &probe->rows[i].flow);
	return rest;
}

const char *probe_change_name(enum probe_change change)
{
	static const char *const names[] = {
		[CHANGE_NONE] = "none",		[CHANGE_LOADED] = "loaded",
		[CHANGE_RELOADED] = "reloaded", [CHANGE_REPLACED] = "replaced",
		[CHANGE_UNLOADED] = "unloaded",
	};

	return names[change];
}

void rates_release(struct rates *rates)
{
	snapshot_release(&rates->base);
	snapshot_release(&rates->previous);
	snapshot_release(&rates->now);
	free(rates->packets.rows);
	free(rates->opens.rows);
	*rates = (struct rates){0};
}
