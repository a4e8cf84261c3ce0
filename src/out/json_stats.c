// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for programs: counters, and what became of them between two times. */
#include "out/json_document.h"

/* The names of two counters that belong together. */
struct pair_names {
	const char *first, *second;
};

static const struct pair_names packet_names = {"packets", "bytes"};
static const struct pair_names open_names = {"opens", "failed"};

static void add_pair(struct json *json, const struct pair_names *names, uint64_t first,
		     uint64_t second)
{
	json_number(json, names->first, first);
	json_number(json, names->second, second);
}

/* What only --watch has; FLOW is NULL without. */
static void add_flow(struct json *json, const struct pair_names *names,
		     const struct flow *flow)
{
	if (!flow)
		return;
	if (flow->has_rate) {
		json_begin_object(json, "per_second");
		json_decimal(json, names->first, flow->per_second[FLOW_FIRST]);
		json_decimal(json, names->second, flow->per_second[FLOW_SECOND]);
		json_end_object(json);
	} else {
		json_null(json, "per_second");
	}
	json_begin_object(json, "watched");
	add_pair(json, names, flow->watched[FLOW_FIRST], flow->watched[FLOW_SECOND]);
	json_end_object(json);
}

/* ---- packets ---- */

static void add_classes(struct json *json, const struct interface_snapshot *interface)
{
	json_begin_array(json, "classes");
	for (unsigned int class = 0; class < EBPFCTL_CLASSES; class ++) {
		if (!interface->classes[class].packets)
			continue;
		json_begin_object(json, NULL);
		json_string(json, "l3", packet_l3_name(class));
		json_string(json, "l4", packet_l4_name(class));
		add_pair(json, &packet_names, interface->classes[class].packets,
			 interface->classes[class].bytes);
		json_end_object(json);
	}
	json_end_array(json);
}

/* Each bucket by itself; the last one has no limit. */
static void add_sizes(struct json *json, const struct size_histogram *sizes)
{
	json_begin_array(json, "sizes");
	for (unsigned int i = 0; i < EBPFCTL_SIZE_BUCKETS; i++) {
		json_begin_object(json, NULL);
		if (i + 1 < EBPFCTL_SIZE_BUCKETS)
			json_number(json, "max_bytes", EBPFCTL_SIZE_LIMIT(i));
		else
			json_null(json, "max_bytes");
		json_number(json, "packets", sizes->packets[i]);
		json_end_object(json);
	}
	json_end_array(json);
}

static void add_interface(struct json *json, const struct interface_snapshot *interface,
			  const struct flow *flow)
{
	struct packet_count total = interface_total(interface);

	json_begin_object(json, NULL);
	json_add_ifname(json, interface->ifname);
	json_number(json, "ifindex", interface->ifindex);
	json_string(json, "mode", xdp_mode_name(interface->mode));
	json_string(json, "health", link_health_name(interface->health));
	add_pair(json, &packet_names, total.packets, total.bytes);
	add_flow(json, &packet_names, flow);
	add_classes(json, interface);
	if (interface->has_sizes)
		add_sizes(json, &interface->sizes);
	json_end_object(json);
}

/* RATES is NULL without --watch. */
static void add_packets(struct json *json, const struct snapshot *snapshot,
			const struct probe_rates *rates)
{
	const struct interface_snapshot *interfaces = snapshot->packets.interfaces;
	struct packet_count total = packets_total(&snapshot->packets);

	json_begin_object(json, NULL);
	json_string(json, "name", PROBE_PACKETS);
	json_id(json, "load_id", snapshot->packets_load_id);
	json_begin_array(json, "interfaces");
	for (size_t i = 0; rates && i < rates->count; i++)
		add_interface(json, &interfaces[rates->rows[i].index],
			      &rates->rows[i].flow);
	for (size_t i = 0; !rates && i < snapshot->packets.count; i++)
		add_interface(json, &interfaces[i], NULL);
	json_end_array(json);
	add_pair(json, &packet_names, total.packets, total.bytes);
	add_flow(json, &packet_names, rates ? &rates->total : NULL);
	json_end_object(json);
}

/* ---- opens ---- */

/* Each bucket by itself; the last one has no limit. */
static void add_latency(struct json *json, const struct latency_histogram *latency)
{
	json_begin_object(json, "latency");
	json_number(json, "sum_ns", latency->sum_ns);
	json_begin_array(json, "buckets");
	for (unsigned int i = 0; i < EBPFCTL_LATENCY_BUCKETS; i++) {
		json_begin_object(json, NULL);
		if (i + 1 < EBPFCTL_LATENCY_BUCKETS)
			json_number(json, "max_ns", EBPFCTL_LATENCY_LIMIT_NS(i));
		else
			json_null(json, "max_ns");
		json_number(json, "opens", latency->opens[i]);
		json_end_object(json);
	}
	json_end_array(json);
	json_end_object(json);
}

static void add_comm(struct json *json, const struct opens_snapshot *opens, size_t index,
		     const struct flow *flow)
{
	const struct comm_count *count = &opens->comms[index];
	const struct latency_histogram *latency = latency_find(opens, &count->comm);

	json_begin_object(json, NULL);
	json_add_comm(json, &count->comm);
	add_pair(json, &open_names, count->opens, count->failed);
	add_flow(json, &open_names, flow);
	if (latency)
		add_latency(json, latency);
	json_end_object(json);
}

static void begin_opens(struct json *json, const struct snapshot *snapshot)
{
	const struct opens_snapshot *opens = &snapshot->opens;
	struct latency_histogram latency = latency_total(opens);
	struct comm_count total = opens_total(opens);

	json_begin_object(json, NULL);
	json_string(json, "name", PROBE_OPENS);
	json_id(json, "load_id", snapshot->opens_load_id);
	json_string(json, "via", opens->via);
	add_pair(json, &open_names, total.opens, total.failed);
	if (opens->is_missed_known)
		json_number(json, "missed", opens->missed);
	else
		json_null(json, "missed");
	if (opens->has_latency)
		add_latency(json, &latency);
}

static void add_opens(struct json *json, const struct snapshot *snapshot)
{
	const struct opens_snapshot *opens = &snapshot->opens;
	struct comm_count rest = opens_rest(opens);

	begin_opens(json, snapshot);
	json_begin_array(json, "comms");
	for (size_t i = 0; i < opens->shown; i++)
		add_comm(json, opens, i, NULL);
	json_end_array(json);
	json_begin_object(json, "others");
	add_pair(json, &open_names, rest.opens, rest.failed);
	json_end_object(json);
	json_end_object(json);
}

static void add_watched_opens(struct json *json, const struct rates *rates, size_t top)
{
	const struct probe_rates *opens = &rates->opens;
	size_t shown = opens->count < top ? opens->count : top;
	struct flow rest = probe_rates_rest(opens, shown);

	begin_opens(json, &rates->now);
	add_flow(json, &open_names, &opens->total);
	json_begin_array(json, "comms");
	for (size_t i = 0; i < shown; i++)
		add_comm(json, &rates->now.opens, opens->rows[i].index,
			 &opens->rows[i].flow);
	json_end_array(json);
	json_begin_object(json, "others");
	add_pair(json, &open_names, rest.total[FLOW_FIRST], rest.total[FLOW_SECOND]);
	add_flow(json, &open_names, &rest);
	json_end_object(json);
	json_end_object(json);
}

/* ---- both ---- */

void json_begin_stats(struct json *json, const struct snapshot *snapshot)
{
	json_seconds(json, "time", snapshot->time_ns);
	json_begin_array(json, "probes");
	if (snapshot->has_packets)
		add_packets(json, snapshot, NULL);
	if (snapshot->has_opens)
		add_opens(json, snapshot);
}

void json_write_stats(FILE *stream, const struct snapshot *snapshot)
{
	struct json json = json_begin_document();

	json_begin_stats(&json, snapshot);
	json_end_array(&json);
	json_end_document(&json, stream);
}

static void add_change(struct json *json, const char *name,
		       const struct probe_rates *probe)
{
	if (!probe->has_just_changed)
		return;
	json_begin_object(json, NULL);
	json_string(json, "name", name);
	json_string(json, "change", probe_change_name(probe->change));
	json_end_object(json);
}

void json_write_watch(FILE *stream, const struct rates *rates,
		      const struct watch_view *view)
{
	struct json json = json_begin_document();

	json_seconds(&json, "time", rates->now.time_ns);
	json_number(&json, "interval_ns", rates->elapsed_ns);
	json_number(&json, "watched_ns", rates->watched_ns);
	json_begin_array(&json, "changes");
	add_change(&json, PROBE_PACKETS, &rates->packets);
	add_change(&json, PROBE_OPENS, &rates->opens);
	json_end_array(&json);
	json_begin_array(&json, "probes");
	if (rates->packets.is_there)
		add_packets(&json, &rates->now, &rates->packets);
	if (rates->opens.is_there)
		add_watched_opens(&json, rates, view->top);
	json_end_array(&json);
	json_end_document(&json, stream);
}
