// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings: what is in the way of a load, and how both writers show them. */
#include "core/finding.h"

#include <string.h>

#include "base/cleanup.h"
#include "out/writer.h"

#include "tap.h"

static struct findings some(void)
{
	struct findings findings = {0};

	findings_add(&findings, "kernel.version", VERDICT_OK, "Linux %d.%d", 6, 1);
	finding_remedy(findings_add(&findings, "opens.via.fexit", VERDICT_DEGRADED,
				    "this kernel preempts fully, and would skip calls"),
		       "boot with preempt=lazy or preempt=voluntary; all the same: %s",
		       "ebpfctl load opens --via fexit");
	findings_add(&findings, "packets.on.a\nb", VERDICT_REFUSED, "held by '%s'", "\x1b[2J");
	findings_add(&findings, "packets", VERDICT_OK, "loads on eth0");
	findings_add(&findings, "opens", VERDICT_OK, "loads via tracepoint");
	return findings;
}

static char *written(const struct writer *writer, const struct findings *findings)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	writer->check(stream, findings);
	fclose(stream);
	return text;
}

static void test_text(void)
{
	struct findings findings AUTO_FINDINGS = some();
	char *text AUTO_FREE = written(&writer_text, &findings);

	is_text(text,
		"VERDICT   FINDING               REASON\n"
		"ok        packets               loads on eth0\n"
		"ok        opens                 loads via tracepoint\n"
		"refused   packets.on.a\\nb       held by '\\x1b[2J'\n"
		"degraded  opens.via.fexit       this kernel preempts fully, and would skip calls\n"
		"                                fix: boot with preempt=lazy or\n"
		"                                preempt=voluntary; all the same: ebpfctl load\n"
		"                                opens --via fexit\n"
		"ok        kernel.version        Linux 6.1\n",
		"the text has the sums first, then what is in the way, and is 80 columns wide");
}

static void test_json(void)
{
	struct findings findings AUTO_FINDINGS = some();
	char *text AUTO_FREE = written(&writer_json, &findings);

	is_text(text,
		"{\"schema\":1,\"ok\":true,\"findings\":["
		"{\"code\":\"kernel.version\",\"verdict\":\"ok\",\"reason\":\"Linux 6.1\","
		"\"remedy\":null},"
		"{\"code\":\"opens.via.fexit\",\"verdict\":\"degraded\","
		"\"reason\":\"this kernel preempts fully, and would skip calls\","
		"\"remedy\":\"boot with preempt=lazy or preempt=voluntary; all the same: "
		"ebpfctl load opens --via fexit\"},"
		"{\"code\":\"packets.on.a\\u000ab\",\"verdict\":\"refused\","
		"\"reason\":\"held by '\\u001b[2J'\",\"remedy\":null},"
		"{\"code\":\"packets\",\"verdict\":\"ok\",\"reason\":\"loads on eth0\","
		"\"remedy\":null},"
		"{\"code\":\"opens\",\"verdict\":\"ok\",\"reason\":\"loads via tracepoint\","
		"\"remedy\":null}]}\n",
		"the JSON has them in the order in which they were found");
}

static void test_long_code(void)
{
	struct findings findings AUTO_FINDINGS = {0};
	char *text AUTO_FREE = NULL;

	findings_add(&findings, "packets.on.interface012345", VERDICT_OK, "fine");
	text = written(&writer_text, &findings);
	is_text(text,
		"VERDICT   FINDING               REASON\n"
		"ok        packets.on.interface012345\n"
		"                                fine\n",
		"a code that is too long for its column has a line of its own");
}

static void test_blocker(void)
{
	struct findings findings AUTO_FINDINGS = {0};

	ok(!findings_blocker(&findings, FINDING_OF_BOTH), "without findings nothing blocks");
	ok(!findings_would_load(&findings, "opens"), "and nothing would load");
	findings_add(&findings, "a", VERDICT_REFUSED, "x");
	ok(!findings_blocker(&findings, FINDING_OF_BOTH),
	   "a finding that nothing depends on does not block");
	findings_add(&findings, "b", VERDICT_UNKNOWN, "x")->scope = FINDING_OF_BOTH;
	is_text(findings_blocker(&findings, FINDING_OF_OPENS)->code, "b",
		"what is unknown blocks");
	findings_add(&findings, "c", VERDICT_REFUSED, "x")->scope = FINDING_OF_PACKETS;
	is_text(findings_blocker(&findings, FINDING_OF_PACKETS)->code, "c",
		"and what is refused comes before it");
	is_text(findings_blocker(&findings, FINDING_OF_OPENS)->code, "b",
		"for that which depends on it");
	findings_add(&findings, "opens", VERDICT_DEGRADED, "x");
	ok(findings_would_load(&findings, "opens"), "degraded loads");
	findings_add(&findings, "packets", VERDICT_UNKNOWN, "x");
	ok(!findings_would_load(&findings, "packets"), "unknown does not");
	ok(!findings_find(&findings, "open"), "a code is found by all of it");
}

int main(void)
{
	test_text();
	test_json();
	test_long_code();
	test_blocker();
	return tap_end();
}
