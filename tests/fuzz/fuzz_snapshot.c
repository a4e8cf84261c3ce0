// SPDX-License-Identifier: GPL-2.0-or-later
/* Counters of interfaces and comms of any name, written in every form. */
#include "core/snapshot.h"
#include "json_valid.h"
#include "out/writer.h"

#define ENTRIES_MAX 8

/* The next SIZE bytes of the input; zeroes where it ends. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

static void take(struct bytes *bytes, void *to, size_t size)
{
	size_t have = bytes->size < size ? bytes->size : size;

	memset(to, 0, size);
	if (have)
		memcpy(to, bytes->data, have);
	bytes->data += have;
	bytes->size -= have;
}

static void fill_interfaces(struct bytes *bytes, struct interface_snapshot *interfaces,
			    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t mode;

		take(bytes, interfaces[i].ifname, sizeof(interfaces[i].ifname) - 1);
		take(bytes, &interfaces[i].ifindex, sizeof(interfaces[i].ifindex));
		take(bytes, &mode, sizeof(mode));
		interfaces[i].mode = mode & 1 ? EBPFCTL_XDP_NATIVE : EBPFCTL_XDP_GENERIC;
		take(bytes, interfaces[i].classes, sizeof(interfaces[i].classes));
	}
}

static void fill_comms(struct bytes *bytes, struct comm_count *comms, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		take(bytes, &comms[i].comm, sizeof(comms[i].comm));
		take(bytes, &comms[i].opens, sizeof(comms[i].opens));
		take(bytes, &comms[i].failed, sizeof(comms[i].failed));
	}
}

/* What WRITE makes of the snapshot. The caller frees it. */
static char *written(void (*write)(FILE *, const struct snapshot *),
		     const struct snapshot *snapshot, size_t *ret_length)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, ret_length);

	PROMISE(stream);
	write(stream, snapshot);
	PROMISE(!fclose(stream));
	return text;
}

static void write_prometheus(FILE *stream, const struct snapshot *snapshot)
{
	const struct prometheus_wishes wishes = {true, true, true};

	writer_prometheus_stats(stream, &wishes, snapshot);
}

/* Each line is a comment, or ends in a number, with whole quotes in between. */
static void check_prometheus(char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		bool is_quoted = false;

		for (const char *at = line; *at; at++) {
			if (is_quoted && *at == '\\' && at[1])
				at++;
			else if (*at == '"')
				is_quoted = !is_quoted;
		}
		PROMISE(!is_quoted);
		PROMISE(!*line || *line == '#' || !strncmp(line, "ebpfctl_", 8));
	}
}

static void check(const struct snapshot *snapshot)
{
	size_t length;
	char *text = written(writer_text.stats, snapshot, &length);

	for (size_t i = 0; i < length; i++)
		PROMISE(text[i] == '\n' || fuzz_is_printable(text + i, 1));
	free(text);
	text = written(writer_json.stats, snapshot, &length);
	PROMISE(json_is_valid(text, length, true));
	free(text);
	text = written(write_prometheus, snapshot, &length);
	check_prometheus(text);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, size};
	struct interface_snapshot interfaces[ENTRIES_MAX] = {0};
	struct comm_count comms[ENTRIES_MAX] = {0};
	struct snapshot snapshot = {
		.has_packets = true,
		.has_opens = true,
		.packets.interfaces = interfaces,
		.opens.comms = comms,
		.opens.via = "kprobe",
	};
	uint8_t counts;

	take(&bytes, &counts, sizeof(counts));
	snapshot.packets.count = counts % (ENTRIES_MAX + 1);
	snapshot.opens.count = counts / 16 % (ENTRIES_MAX + 1);
	fill_interfaces(&bytes, interfaces, snapshot.packets.count);
	fill_comms(&bytes, comms, snapshot.opens.count);
	escape_set_utf8(size & 1);
	packets_sort(&snapshot.packets);
	opens_sort(&snapshot.opens, counts & 3);
	check(&snapshot);
	return 0;
}
