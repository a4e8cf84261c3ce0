// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer for monitoring: counters in Prometheus' text format 0.0.4. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "core/probe_name.h"
#include "out/prometheus.h"
#include "out/writer.h"

void prometheus_begin(struct strbuf *text, const char *name, const char *type,
		      const char *help)
{
	strbuf_add_format(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Printable first, as for people; then what the format itself has to have escaped. */
void prometheus_add_label(struct strbuf *text, const char *value, size_t size)
{
	struct strbuf printable AUTO_STRBUF = {0};

	escape_text(&printable, value, strnlen(value, size));
	for (size_t i = 0; i < printable.length; i++) {
		if (printable.text[i] == '\\' || printable.text[i] == '"')
			strbuf_add_char(text, '\\');
		strbuf_add_char(text, printable.text[i]);
	}
}

void prometheus_end_sample(struct strbuf *text, uint64_t value)
{
	strbuf_add_char(text, ' ');
	strbuf_add_number(text, value);
	strbuf_add_char(text, '\n');
}

static void add_loaded(struct strbuf *text, const struct prometheus_wishes *wishes,
		       const struct snapshot *snapshot)
{
	static const char name[] = "ebpfctl_probe_loaded";

	prometheus_begin(text, name, "gauge", "Whether the probe is loaded.");
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
	prometheus_begin(text, "ebpfctl_probe_loaded_timestamp_seconds", "gauge",
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

void writer_prometheus_stats(FILE *stream, const struct prometheus_wishes *wishes,
			     const struct snapshot *snapshot)
{
	struct strbuf text AUTO_STRBUF = {0};

	add_loaded(&text, wishes, snapshot);
	add_times(&text, snapshot);
	if (snapshot->has_packets)
		prometheus_add_packets(&text, &snapshot->packets);
	if (snapshot->has_opens)
		prometheus_add_opens(&text, &snapshot->opens, wishes->is_by_comm);
	writer_flush(&text, stream);
}
