// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for monitoring: opens, their failures and how long they took. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "out/prometheus.h"

#define OTHERS "(others)"
#define LATENCY "ebpfctl_open_latency_seconds"

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
	prometheus_add_label(text, comm, size);
	strbuf_add(text, "\"}");
	prometheus_end_sample(text, value);
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

	prometheus_begin(text, name, "counter", help);
	if (is_by_comm) {
		add_by_comm(text, opens, name, is_failed);
		return;
	}
	strbuf_add(text, name);
	prometheus_end_sample(text, value_of(&total, is_failed));
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
		prometheus_add_label(text, comm, EBPFCTL_COMM_LEN);
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
		prometheus_end_sample(text, count);
	}
	add_latency_sample(text, "_sum", comm, NULL);
	strbuf_add_format(text, " %" PRIu64 ".%09" PRIu64 "\n",
			  latency->sum_ns / CLOCK_NS_PER_SECOND,
			  latency->sum_ns % CLOCK_NS_PER_SECOND);
	add_latency_sample(text, "_count", comm, NULL);
	prometheus_end_sample(text, count);
}

/* Those that are shown, and what is left of the total. */
static void add_latencies(struct strbuf *text, const struct opens_snapshot *opens,
			  bool is_by_comm)
{
	struct latency_histogram rest = latency_total(opens);

	if (!opens->has_latency)
		return;
	prometheus_begin(text, LATENCY, "histogram",
			 "How long calls that open a file took.");
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
	prometheus_begin(text, name, "counter",
			 "Calls that the kernel says it skipped the program for.");
	strbuf_add(text, name);
	prometheus_end_sample(text, opens->missed);
}

void prometheus_add_opens(struct strbuf *text, const struct opens_snapshot *opens,
			  bool is_by_comm)
{
	add_open_counter(text, opens, "ebpfctl_opens_total", "Calls that open a file.",
			 false, is_by_comm);
	add_open_counter(text, opens, "ebpfctl_open_failures_total",
			 "Those that returned an error.", true, is_by_comm);
	add_missed(text, opens);
	add_latencies(text, opens, is_by_comm);
}
