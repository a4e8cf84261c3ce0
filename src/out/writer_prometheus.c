// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The writer for monitoring: counters in Prometheus' text format 0.0.4. A series must not
 * come twice, so interfaces of one name, in several network namespaces, are added up.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "core/probe_name.h"
#include "out/writer.h"

#define OTHERS "(others)"
#define LATENCY "ebpfctl_open_latency_seconds"
#define SIZES "ebpfctl_receive_packet_size_bytes"

static void add_head(struct strbuf *text, const char *name, const char *type,
		     const char *help)
{
	strbuf_add_format(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Printable first, as for people; then what the format itself has to have escaped. */
static void add_label_value(struct strbuf *text, const char *value, size_t size)
{
	struct strbuf printable AUTO_STRBUF = {0};

	escape_text(&printable, value, strnlen(value, size));
	for (size_t i = 0; i < printable.length; i++) {
		if (printable.text[i] == '\\' || printable.text[i] == '"')
			strbuf_add_char(text, '\\');
		strbuf_add_char(text, printable.text[i]);
	}
}

static void end_sample(struct strbuf *text, uint64_t value)
{
	strbuf_add_char(text, ' ');
	strbuf_add_number(text, value);
	strbuf_add_char(text, '\n');
}

/* ---- probes ---- */

static void add_loaded(struct strbuf *text, const struct prometheus_wishes *wishes,
		       const struct snapshot *snapshot)
{
	static const char name[] = "ebpfctl_probe_loaded";

	add_head(text, name, "gauge", "Whether the probe is loaded.");
	if (wishes->packets)
		strbuf_add_format(text, "%s{probe=\"" PROBE_PACKETS "\"} %d\n", name,
				  snapshot->has_packets);
	if (wishes->opens)
		strbuf_add_format(text, "%s{probe=\"" PROBE_OPENS "\"} %d\n", name,
				  snapshot->has_opens);
}

static void add_loaded_at(struct strbuf *text, const char *probe, uint64_t epoch_ns)
{
	strbuf_add_format(text,
			  "ebpfctl_probe_loaded_timestamp_seconds{probe=\"%s\"} %" PRIu64
			  ".%03" PRIu64 "\n",
			  probe, epoch_ns / CLOCK_NS_PER_SECOND,
			  epoch_ns % CLOCK_NS_PER_SECOND / CLOCK_NS_PER_MS);
}

static void add_times(struct strbuf *text, const struct snapshot *snapshot)
{
	if (!snapshot->has_packets && !snapshot->has_opens)
		return;
	add_head(text, "ebpfctl_probe_loaded_timestamp_seconds", "gauge",
		 "When the probe was loaded, since the epoch.");
	if (snapshot->has_packets)
		add_loaded_at(text, PROBE_PACKETS,
			      clock_date_ns(snapshot->packets_loaded_ns,
					    snapshot->boot_offset_ns));
	if (snapshot->has_opens)
		add_loaded_at(text, PROBE_OPENS,
			      clock_date_ns(snapshot->opens_loaded_ns,
					    snapshot->boot_offset_ns));
}

/* ---- packets ---- */

static bool has_same_name(const struct interface_snapshot *one,
			  const struct interface_snapshot *other)
{
	return !strncmp(one->ifname, other->ifname, sizeof(one->ifname));
}

/* Of the first interface of a name, for all of that name. */
static struct packet_count sum_of_name(const struct packets_snapshot *packets,
				       size_t first, unsigned int class)
{
	struct packet_count sum = {0};

	for (size_t i = first; i < packets->count; i++) {
		const struct interface_snapshot *interface = &packets->interfaces[i];

		if (!has_same_name(interface, &packets->interfaces[first]))
			continue;
		sum.packets += interface->classes[class].packets;
		sum.bytes += interface->classes[class].bytes;
	}
	return sum;
}

static bool is_first_of_name(const struct packets_snapshot *packets, size_t i)
{
	for (size_t earlier = 0; earlier < i; earlier++)
		if (has_same_name(&packets->interfaces[earlier], &packets->interfaces[i]))
			return false;
	return true;
}

static void add_class(struct strbuf *text, const char *name,
		      const struct interface_snapshot *interface, unsigned int class,
		      uint64_t value)
{
	strbuf_add_format(text, "%s{ifname=\"", name);
	add_label_value(text, interface->ifname, sizeof(interface->ifname));
	strbuf_add_format(text, "\",l3=\"%s\",l4=\"%s\"}", packet_l3_name(class),
			  packet_l4_name(class));
	end_sample(text, value);
}

/* What is neither IPv4 nor IPv6 is of no class but other. */
static bool is_possible(unsigned int class)
{
	return class < EBPFCTL_CLASS(EBPFCTL_L3_ARP, 0) ||
	       class % EBPFCTL_L4_COUNT == EBPFCTL_L4_OTHER;
}

/* Zero too: a series that begins with its first packet has lost that rate. */
static void add_receive(struct strbuf *text, const struct packets_snapshot *packets,
			const char *name, const char *help, bool is_bytes)
{
	add_head(text, name, "counter", help);
	for (size_t i = 0; i < packets->count; i++) {
		if (!is_first_of_name(packets, i))
			continue;
		for (unsigned int class = 0; class < EBPFCTL_CLASSES; class ++) {
			struct packet_count sum = sum_of_name(packets, i, class);

			if (!is_possible(class))
				continue;
			add_class(text, name, &packets->interfaces[i], class,
				  is_bytes ? sum.bytes : sum.packets);
		}
	}
}

static void add_size_sample(struct strbuf *text, const char *suffix,
			    const struct interface_snapshot *interface, const char *limit,
			    uint64_t value)
{
	strbuf_add_format(text, SIZES "%s{ifname=\"", suffix);
	add_label_value(text, interface->ifname, sizeof(interface->ifname));
	strbuf_add(text, "\"");
	if (limit)
		strbuf_add_format(text, ",le=\"%s\"", limit);
	strbuf_add(text, "}");
	end_sample(text, value);
}

static struct size_histogram sizes_of_name(const struct packets_snapshot *packets,
					   size_t first)
{
	struct size_histogram sum = {0};

	for (size_t i = first; i < packets->count; i++) {
		const struct size_histogram *one = &packets->interfaces[i].sizes;

		if (!has_same_name(&packets->interfaces[i], &packets->interfaces[first]))
			continue;
		for (size_t bucket = 0; bucket < EBPFCTL_SIZE_BUCKETS; bucket++)
			sum.packets[bucket] += one->packets[bucket];
		sum.bytes += one->bytes;
	}
	return sum;
}

/* Buckets are cumulative here: each has those before it in it. */
static void add_histogram(struct strbuf *text, const struct interface_snapshot *interface,
			  const struct size_histogram *sizes)
{
	uint64_t count = 0;
	char limit[32];

	for (unsigned int i = 0; i < EBPFCTL_SIZE_BUCKETS; i++) {
		bool is_last = i + 1 == EBPFCTL_SIZE_BUCKETS;

		count += sizes->packets[i];
		snprintf(limit, sizeof(limit), is_last ? "+Inf" : "%llu",
			 EBPFCTL_SIZE_LIMIT(i));
		add_size_sample(text, "_bucket", interface, limit, count);
	}
	add_size_sample(text, "_sum", interface, NULL, sizes->bytes);
	add_size_sample(text, "_count", interface, NULL, count);
}

/* All interfaces of a load have them, or none. */
static void add_sizes(struct strbuf *text, const struct packets_snapshot *packets)
{
	if (!packets->count || !packets->interfaces[0].has_sizes)
		return;
	add_head(text, SIZES, "histogram", "Sizes of received packets.");
	for (size_t i = 0; i < packets->count; i++) {
		struct size_histogram sizes = sizes_of_name(packets, i);

		if (is_first_of_name(packets, i))
			add_histogram(text, &packets->interfaces[i], &sizes);
	}
}

/* ---- opens ---- */

static bool is_called_others(const struct comm_count *count)
{
	return !strncmp(count->comm.text, OTHERS, sizeof(count->comm.text));
}

static uint64_t value_of(const struct comm_count *count, bool is_failed)
{
	return is_failed ? count->failed : count->opens;
}

static void add_comm(struct strbuf *text, const char *name, const char *comm, size_t size,
		     uint64_t value)
{
	strbuf_add_format(text, "%s{comm=\"", name);
	add_label_value(text, comm, size);
	strbuf_add(text, "\"}");
	end_sample(text, value);
}

/* A comm that somebody has called as the rest is called is one of the rest. */
static void add_by_comm(struct strbuf *text, const struct opens_snapshot *opens,
			const char *name, bool is_failed)
{
	struct comm_count rest = opens_rest(opens);
	uint64_t others = value_of(&rest, is_failed);

	for (size_t i = 0; i < opens->shown; i++) {
		const struct comm_count *count = &opens->comms[i];

		if (is_called_others(count))
			others += value_of(count, is_failed);
		else
			add_comm(text, name, count->comm.text, sizeof(count->comm.text),
				 value_of(count, is_failed));
	}
	add_comm(text, name, OTHERS, sizeof(OTHERS), others);
}

static void add_open_counter(struct strbuf *text, const struct opens_snapshot *opens,
			     const char *name, const char *help, bool is_failed,
			     bool is_by_comm)
{
	struct comm_count total = opens_total(opens);

	add_head(text, name, "counter", help);
	if (is_by_comm) {
		add_by_comm(text, opens, name, is_failed);
		return;
	}
	strbuf_add(text, name);
	end_sample(text, value_of(&total, is_failed));
}

static void add_latency_sample(struct strbuf *text, const char *suffix, const char *comm,
			       const char *limit)
{
	strbuf_add(text, LATENCY);
	strbuf_add(text, suffix);
	if (!comm && !limit)
		return;
	strbuf_add(text, "{");
	if (comm) {
		strbuf_add(text, "comm=\"");
		add_label_value(text, comm, EBPFCTL_COMM_LEN);
		strbuf_add(text, limit ? "\"," : "\"");
	}
	if (limit)
		strbuf_add_format(text, "le=\"%s\"", limit);
	strbuf_add(text, "}");
}

/* COMM is NULL for the sum over all. */
static void add_latency(struct strbuf *text, const struct latency_histogram *latency,
			const char *comm)
{
	uint64_t count = 0;
	char limit[32];

	for (unsigned int i = 0; i < EBPFCTL_LATENCY_BUCKETS; i++) {
		count += latency->opens[i];
		if (i + 1 < EBPFCTL_LATENCY_BUCKETS)
			snprintf(limit, sizeof(limit), "%.10g",
				 (double)EBPFCTL_LATENCY_LIMIT_NS(i) /
					 (double)CLOCK_NS_PER_SECOND);
		else
			snprintf(limit, sizeof(limit), "+Inf");
		add_latency_sample(text, "_bucket", comm, limit);
		end_sample(text, count);
	}
	add_latency_sample(text, "_sum", comm, NULL);
	strbuf_add_format(text, " %" PRIu64 ".%09" PRIu64 "\n",
			  latency->sum_ns / CLOCK_NS_PER_SECOND,
			  latency->sum_ns % CLOCK_NS_PER_SECOND);
	add_latency_sample(text, "_count", comm, NULL);
	end_sample(text, count);
}

/* Those that are shown, and what is left of the total. */
static void add_latencies(struct strbuf *text, const struct opens_snapshot *opens,
			  bool is_by_comm)
{
	struct latency_histogram rest = latency_total(opens);

	if (!opens->has_latency)
		return;
	add_head(text, LATENCY, "histogram", "How long calls that open a file took.");
	for (size_t i = 0; is_by_comm && i < opens->shown; i++) {
		const struct comm_count *count = &opens->comms[i];
		const struct latency_histogram *one = latency_find(opens, &count->comm);

		if (!one || is_called_others(count))
			continue;
		add_latency(text, one, count->comm.text);
		latency_subtract(&rest, one);
	}
	add_latency(text, &rest, is_by_comm ? OTHERS : NULL);
}

static void add_missed(struct strbuf *text, const struct opens_snapshot *opens)
{
	static const char name[] = "ebpfctl_opens_missed_total";

	if (!opens->is_missed_known)
		return;
	add_head(text, name, "counter",
		 "Calls that the kernel says it skipped the program for.");
	strbuf_add(text, name);
	end_sample(text, opens->missed);
}

void writer_prometheus_stats(FILE *stream, const struct prometheus_wishes *wishes,
			     const struct snapshot *snapshot)
{
	struct strbuf text AUTO_STRBUF = {0};

	add_loaded(&text, wishes, snapshot);
	add_times(&text, snapshot);
	if (snapshot->has_packets) {
		add_receive(&text, &snapshot->packets, "ebpfctl_receive_packets_total",
			    "Received packets.", false);
		add_receive(&text, &snapshot->packets, "ebpfctl_receive_bytes_total",
			    "Received bytes.", true);
		add_sizes(&text, &snapshot->packets);
	}
	if (snapshot->has_opens) {
		add_open_counter(&text, &snapshot->opens, "ebpfctl_opens_total",
				 "Calls that open a file.", false, wishes->is_by_comm);
		add_open_counter(&text, &snapshot->opens, "ebpfctl_open_failures_total",
				 "Those that returned an error.", true,
				 wishes->is_by_comm);
		add_missed(&text, &snapshot->opens);
		add_latencies(&text, &snapshot->opens, wishes->is_by_comm);
	}
	writer_flush(&text, stream);
}
