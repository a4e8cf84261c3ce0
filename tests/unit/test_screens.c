// SPDX-License-Identifier: GPL-2.0-or-later
/* What people and programs see: whole screens compared. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "base/memory.h"
#include "out/writer.h"
#include "tap.h"

static char *screen;
static size_t screen_size;

static FILE *open_screen(void)
{
	free(screen);
	screen = NULL;
	return open_memstream(&screen, &screen_size);
}

#define BOOT_OFFSET 1763809327000000000ull /* 2025-11-22 11:02:07 UTC */

static struct snapshot make_snapshot(void)
{
	struct snapshot snapshot = {
		.time_ns = BOOT_OFFSET + 5,
		.boot_offset_ns = BOOT_OFFSET,
		.has_packets = true,
		.has_opens = true,
		.packets_load_id = UINT64_MAX,
		.opens_load_id = 2,
		.packets.interfaces = memory_new(1, sizeof(struct interface_snapshot)),
		.packets.count = 1,
		.opens = {.via = "tracepoint",
			  .is_missed_known = true,
			  .count = 2,
			  .shown = 1},
	};
	struct interface_snapshot *eth0 = snapshot.packets.interfaces;

	*eth0 = (struct interface_snapshot){
		.ifname = "eth0", .ifindex = 2, .mode = EBPFCTL_XDP_NATIVE};
	eth0->classes[EBPFCTL_CLASS(EBPFCTL_L3_IPV4, EBPFCTL_L4_TCP)] =
		(struct packet_count){18402113, 22978075034ull};
	eth0->classes[EBPFCTL_CLASS(EBPFCTL_L3_ARP, EBPFCTL_L4_OTHER)] =
		(struct packet_count){2, 84};
	snapshot.opens.comms = memory_new(2, sizeof(struct comm_count));
	snapshot.opens.comms[0] = (struct comm_count){
		.comm.text = "nginx", .opens = 902113, .failed = 70101};
	snapshot.opens.comms[1] = (struct comm_count){.comm.text = "a\nb", .opens = 7};
	return snapshot;
}

static void test_stats(void)
{
	struct snapshot snapshot = make_snapshot();
	FILE *stream = open_screen();

	writer_text.stats(stream, &snapshot);
	fclose(stream);
	is_text(screen,
		"packets  eth0 native, received since 2025-11-22 11:02:07\n"
		"  PROTOCOL     PACKETS         BYTES\n"
		"  ipv4/tcp    18402113      21.4 GiB\n"
		"  arp/other          2          84 B\n"
		"  total       18402115      21.4 GiB\n"
		"opens    via tracepoint, since 2025-11-22 11:02:07: 902120 opens, 70101 failed, 0 missed\n"
		"  COMM           OPENS    FAILED\n"
		"  nginx         902113     70101\n"
		"  (others)           7         0\n",
		"stats for people");
	stream = open_screen();
	writer_json.stats(stream, &snapshot);
	fclose(stream);
	is_text(screen,
		"{\"schema\":1,\"time\":1763809327.000000005,\"probes\":[{\"name\":\"packets\","
		"\"load_id\":\"18446744073709551615\",\"interfaces\":[{\"ifname\":\"eth0\",\"ifindex\":2,"
		"\"mode\":\"native\",\"health\":\"ok\",\"packets\":18402115,\"bytes\":22978075118,"
		"\"classes\":[{\"l3\":\"ipv4\",\"l4\":\"tcp\",\"packets\":18402113,\"bytes\":22978075034},"
		"{\"l3\":\"arp\",\"l4\":\"other\",\"packets\":2,\"bytes\":84}]}],\"packets\":18402115,"
		"\"bytes\":22978075118},{\"name\":\"opens\",\"load_id\":\"2\",\"via\":\"tracepoint\","
		"\"opens\":902120,\"failed\":70101,\"missed\":0,\"comms\":[{\"comm\":\"nginx\","
		"\"opens\":902113,\"failed\":70101}],\"others\":{\"opens\":7,\"failed\":0}}]}\n",
		"stats for programs");
	snapshot_release(&snapshot);
}

static void test_prometheus(void)
{
	const struct prometheus_wishes all = {.packets = true, .opens = true};
	const struct prometheus_wishes by_comm = {.opens = true, .is_by_comm = true};
	struct snapshot snapshot = make_snapshot(), nothing = {0};
	FILE *stream = open_screen();

	writer_prometheus_stats(stream, &all, &nothing);
	fclose(stream);
	is_text(screen,
		"# HELP ebpfctl_probe_loaded Whether the probe is loaded.\n"
		"# TYPE ebpfctl_probe_loaded gauge\n"
		"ebpfctl_probe_loaded{probe=\"packets\"} 0\n"
		"ebpfctl_probe_loaded{probe=\"opens\"} 0\n",
		"nothing loaded for monitoring");
	snapshot.has_packets = false;
	snapshot.opens_loaded_ns = 9;
	snapshot.opens.shown = 2;
	stream = open_screen();
	writer_prometheus_stats(stream, &by_comm, &snapshot);
	fclose(stream);
	is_text(screen,
		"# HELP ebpfctl_probe_loaded Whether the probe is loaded.\n"
		"# TYPE ebpfctl_probe_loaded gauge\n"
		"ebpfctl_probe_loaded{probe=\"opens\"} 1\n"
		"# HELP ebpfctl_probe_loaded_timestamp_seconds When the probe was loaded, since the "
		"epoch.\n"
		"# TYPE ebpfctl_probe_loaded_timestamp_seconds gauge\n"
		"ebpfctl_probe_loaded_timestamp_seconds{probe=\"opens\"} 1763809327.000\n"
		"# HELP ebpfctl_opens_total Calls that open a file.\n"
		"# TYPE ebpfctl_opens_total counter\n"
		"ebpfctl_opens_total{comm=\"nginx\"} 902113\n"
		"ebpfctl_opens_total{comm=\"a\\\\nb\"} 7\n"
		"ebpfctl_opens_total{comm=\"(others)\"} 0\n"
		"# HELP ebpfctl_open_failures_total Those that returned an error.\n"
		"# TYPE ebpfctl_open_failures_total counter\n"
		"ebpfctl_open_failures_total{comm=\"nginx\"} 70101\n"
		"ebpfctl_open_failures_total{comm=\"a\\\\nb\"} 0\n"
		"ebpfctl_open_failures_total{comm=\"(others)\"} 0\n"
		"# HELP ebpfctl_opens_missed_total Calls that the kernel says it skipped the program "
		"for.\n"
		"# TYPE ebpfctl_opens_missed_total counter\n"
		"ebpfctl_opens_missed_total 0\n",
		"opens for monitoring, by comm");
	snapshot_release(&snapshot);
}

/* Two interfaces of one name, of two network namespaces, are one series. */
static void test_prometheus_packets(void)
{
	struct snapshot snapshot = make_snapshot();
	const struct prometheus_wishes packets = {.packets = true};
	struct interface_snapshot *both = memory_new(2, sizeof(*both));
	FILE *stream = open_screen();

	both[0] = both[1] = snapshot.packets.interfaces[0];
	free(snapshot.packets.interfaces);
	snapshot.packets.interfaces = both;
	snapshot.packets.count = 2;
	snapshot.has_opens = false;
	writer_prometheus_stats(stream, &packets, &snapshot);
	fclose(stream);
	ok(strstr(screen,
		  "ebpfctl_receive_packets_total{ifname=\"eth0\",l3=\"ipv4\",l4=\"tcp\"} "
		  "36804226\n") &&
		   strstr(screen,
			  "ebpfctl_receive_bytes_total{ifname=\"eth0\",l3=\"arp\",l4=\"other\"} "
			  "168\n"),
	   "interfaces of one name are added up");
	ok(strstr(strstr(screen, "l3=\"ipv6\",l4=\"udp\"} 0\n"), "ipv6") != NULL,
	   "a class without packets is 0");
	snapshot_release(&snapshot);
}

static void test_load(void)
{
	struct load_report report = {0};
	struct load_result *result = load_report_add(&report, "packets");
	struct interface_result *one = load_result_add_interface(result, "wlp3s0");
	FILE *stream = open_screen();

	one->mode = EBPFCTL_XDP_GENERIC;
	one->note = memory_copy_string(
		"the driver has no native XDP; GRO is off on wlp3s0 until unload");
	result = load_report_add(&report, "opens");
	result->via = "fexit";
	result->hooks = "do_sys_openat2";
	writer_text.load(stream, &report);
	fclose(stream);
	is_text(screen,
		"packets  loaded  wlp3s0 generic: the driver has no native XDP; GRO is off on wlp3s0 "
		"until unload\n"
		"opens    loaded  via fexit on do_sys_openat2\n",
		"load for people");
	load_report_release(&report);
}

static void test_failed_load(void)
{
	struct load_report report = {0};
	struct load_result *result = load_report_add(&report, "packets");
	FILE *stream;

	result->outcome = LOAD_FAILED;
	error_set(&result->error, ERROR_FAILED, "cannot attach 'packets' to '\xff'");
	error_hint(&result->error, "name one with -i");
	ok(load_report_has_failure(&report), "a failure is found");
	stream = open_screen();
	writer_json.load(stream, &report);
	fclose(stream);
	is_text(screen,
		"{\"schema\":1,\"results\":[{\"probe\":\"packets\",\"result\":\"failed\",\"interfaces\":[],"
		"\"via\":null,\"note\":null,\"error\":\"cannot attach 'packets' to '\xef\xbf\xbd'\",\"error_hex\":"
		"\"63616e6e6f742061747461636820277061636b6574732720746f2027ff27\","
		"\"hint\":\"name one with -i\"}]}\n",
		"a failed load for programs");
	load_report_release(&report);
}

static struct open_event make_event(void)
{
	return (struct open_event){
		.seq = 4,
		.time_ns = 250000,
		.pid = 4711,
		.tid = 4712,
		.is_pid_known = true,
		.ppid = 1,
		.is_ppid_known = true,
		.uid = 33,
		.gid = 34,
		.cgroup_id = 77,
		.dirfd = -100,
		.is_dirfd_known = true,
		.fd = -1,
		.error = ENOENT,
		.is_flags_known = true,
		.is_path_known = true,
		.path = "/srv/www/favicon.ico",
		.path_length = 20,
		.comm.text = "nginx",
	};
}

static void write_event(const struct writer *writer, FILE *stream,
			const struct event_format *format, const struct open_event *event)
{
	struct strbuf lines AUTO_STRBUF = {0};

	writer->event(&lines, format, event);
	writer_flush(&lines, stream);
}

static void test_event(void)
{
	const struct event_format plain = {
		.columns = {{FIELD_PID, FIELD_COMM, FIELD_FD, FIELD_ERROR, FIELD_PATH},
			    5},
		.via = "tracepoint",
		.boot_offset_ns = BOOT_OFFSET,
	};
	const struct event_format wide = {
		.columns = {{FIELD_TIME, FIELD_UID, FIELD_PID, FIELD_COMM, FIELD_FD,
			     FIELD_ERROR, FIELD_PATH},
			    7},
		.boot_offset_ns = BOOT_OFFSET,
	};
	struct open_event event = make_event();
	FILE *stream = open_screen();

	writer_text.events_begin(stream, &plain);
	write_event(&writer_text, stream, &plain, &event);
	event.path = "a\nPID 1";
	event.path_length = 7;
	event.error = 0;
	event.fd = 12345;
	write_event(&writer_text, stream, &plain, &event);
	event.is_path_known = event.is_pid_known = false;
	write_event(&writer_text, stream, &plain, &event);
	fclose(stream);
	is_text(screen,
		"PID     COMM             FD  ERR      PATH\n"
		"4711    nginx            -1  ENOENT   /srv/www/favicon.ico\n"
		"4711    nginx            12345 -        a\\nPID 1\n"
		"?       nginx            12345 -        (unreadable)\n",
		"events for people");
	event = make_event();
	stream = open_screen();
	writer_text.events_begin(stream, &wide);
	write_event(&writer_text, stream, &wide, &event);
	fclose(stream);
	is_text(screen,
		"TIME            UID     PID     COMM             FD  ERR      PATH\n"
		"11:02:07.000250 33      4711    nginx            -1  ENOENT   /srv/www/favicon.ico\n",
		"with time and user");
	stream = open_screen();
	write_event(&writer_json, stream, &plain, &event);
	fclose(stream);
	is_text(screen,
		"{\"schema\":1,\"type\":\"open\",\"seq\":4,\"time\":1763809327.000250000,\"pid\":4711,"
		"\"tid\":4712,\"uid\":33,\"comm\":\"nginx\",\"fd\":-1,\"errno\":2,\"error\":\"ENOENT\","
		"\"flags\":0,\"flag_names\":[\"O_RDONLY\"],\"create_mode\":null,"
		"\"path\":\"/srv/www/favicon.ico\",\"path_truncated\":false,\"via\":\"tracepoint\","
		"\"ppid\":1,\"gid\":34,\"cgroup_id\":\"77\",\"dirfd\":-100}\n",
		"an event for programs");
}

static void test_list(void)
{
	struct inventory inventory = {0};
	FILE *stream = open_screen();

	writer_text.list(stream, &inventory);
	fclose(stream);
	is_text(screen, "nothing is loaded\n", "an empty list for people");
	stream = open_screen();
	inventory.leftovers = 1;
	writer_json.list(stream, &inventory);
	fclose(stream);
	is_text(screen, "{\"schema\":1,\"probes\":[],\"leftovers\":1}\n",
		"and for programs");
}

static void test_summary(void)
{
	const struct event_summary summary = {
		.reason = "signal",
		.has_books = true,
		.books = {.hits = 90337,
			  .delivered = 214,
			  .filtered = 90118,
			  .dropped = 3,
			  .lapsed = 2},
		.shown = 214,
		.unread = 1,
	};
	FILE *stream = open_screen();

	writer_print_sums(stream, &summary);
	fclose(stream);
	is_text(screen, "214 events, 6 lost, 90118 filtered\n", "the sums");
	stream = open_screen();
	writer_json.events_end(stream, &summary);
	fclose(stream);
	is_text(screen,
		"{\"schema\":1,\"type\":\"summary\",\"hits\":90337,\"delivered\":214,\"filtered\":90118,"
		"\"dropped\":3,\"lapsed\":2,\"reason\":\"signal\"}\n",
		"the summary for programs");
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
	test_stats();
	test_prometheus();
	test_prometheus_packets();
	test_load();
	test_failed_load();
	test_event();
	test_list();
	test_summary();
	free(screen);
	return tap_end();
}
