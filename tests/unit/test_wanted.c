// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of configuration files, merged. */
#include "core/wanted.h"

#include "tap.h"

static struct wanted wanted;

/* The message of adding LINE; "" where it was taken. */
static const char *add(struct wanted_line line)
{
	static char text[256];
	struct error error AUTO_ERROR = {0};

	text[0] = '\0';
	if (wanted_add(&wanted, &line, &error))
		snprintf(text, sizeof(text), "%s", error.message);
	return text;
}

static const char *const a[] = {"a"}, *const a_b[] = {"a", "b"};

#define PACKETS(at) .where = (at), .has_packets = true
#define OPENS(at) .where = (at), .has_opens = true
#define ON(list, n) .ifnames = (list), .ifname_count = (n)

static void test_interfaces(void)
{
	is_text(add((struct wanted_line){PACKETS("1"), ON(a, 1)}), "", "an interface");
	is_text(add((struct wanted_line){PACKETS("2"), ON(a_b, 2), .wants_sizes = true}),
		"", "the same and another");
	is_number(wanted.packets.count, 2, "are two");
	ok(wanted_names_interface(&wanted, "b") && !wanted_names_interface(&wanted, "c"),
	   "which are found by name");
	ok(wanted.packets.wants_sizes, "what one line wants is wanted");
	is_text(wanted.packets.where, "1", "the first line is kept");
	is_text(add((struct wanted_line){PACKETS("3")}), "", "the default route's");
	is_text(add((struct wanted_line){PACKETS("4")}), "", "the same again");
	ok(wanted.packets.count == 3 && !wanted.packets.interfaces[2].ifname,
	   "is one more");
	ok(!wanted.opens.where, "opens is not wanted");
}

static void test_modes(void)
{
	const struct wanted_line native = {PACKETS("5"), ON(a, 1), .has_mode = true,
					   .mode = EBPFCTL_XDP_NATIVE};
	struct wanted_line generic = native;

	generic.where = "6";
	generic.mode = EBPFCTL_XDP_GENERIC;
	is_text(add(native), "", "a mode for one that had none");
	is_text(add(native), "", "the same again");
	is_text(add(generic), "option '--mode': another one than in 5",
		"not another one");
	generic.ifnames = &a_b[1];
	is_text(add(generic), "", "of another interface it may be");
}

static void test_opens(void)
{
	is_text(add((struct wanted_line){OPENS("7"), .wants_latency = true}), "",
		"opens");
	is_text(add((struct wanted_line){OPENS("8"), .has_via = true, .via = "kprobe"}),
		"", "a route");
	is_text(add((struct wanted_line){OPENS("9"), .has_via = true, .via = "kprobe"}),
		"", "the same again");
	is_text(add((struct wanted_line){OPENS("9"), .has_via = true}),
		"option '--via': another one than in 8", "auto is another one");
	ok(wanted.opens.wants_latency && !strcmp(wanted.opens.via, "kprobe"),
	   "both are kept");
}

static void test_groups(void)
{
	is_text(add((struct wanted_line){OPENS("10"), .has_group = true}), "",
		"root alone, for opens");
	is_text(add((struct wanted_line){PACKETS("11"), .has_group = true, .gid = 7}), "",
		"a group for packets");
	is_text(add((struct wanted_line){PACKETS("12"), .has_group = true, .gid = 8}),
		"option '--group': another one than in 11", "not another one");
	wanted_release(&wanted);
	is_text(add((struct wanted_line){OPENS("13"), .has_group = true, .gid = 7}), "",
		"a group for opens");
	is_text(add((struct wanted_line){PACKETS("14"), .has_group = true, .gid = 8}),
		"option '--group': another one than in 13", "there is one for all");
	is_text(add((struct wanted_line){PACKETS("15"), .has_opens = true,
					 .has_group = true, .gid = 7}),
		"", "the same for both");
	is_number(wanted.packets.group.value, 7, "is packets' too");
}

int main(void)
{
	test_interfaces();
	test_modes();
	test_opens();
	test_groups();
	wanted_release(&wanted);
	return tap_end();
}
