// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of probes. */
#include "core/probe_name.h"

#include "tap.h"

int main(void)
{
	struct error error AUTO_ERROR = {0};
	char name[PROBE_NAME_MAX + 1];

	ok(probe_name_is_built_in("packets") && probe_name_is_built_in("opens"),
	   "two are built in");
	ok(!probe_name_is_built_in("Packets") && !probe_name_is_built_in("packet"),
	   "exactly those");
	ok(probe_name_is_valid("a") && probe_name_is_valid("A-b_9"),
	   "letters, digits, - and _");
	ok(probe_name_is_valid("abcdefghijklmnopqrstuvwxyz123456"), "32 characters");
	ok(!probe_name_is_valid("abcdefghijklmnopqrstuvwxyz1234567"), "not 33");
	ok(!probe_name_is_valid(""), "not none");
	ok(!probe_name_is_valid("9a") && !probe_name_is_valid("_a") &&
		   !probe_name_is_valid("-a"),
	   "a letter first");
	ok(!probe_name_is_valid("a.b") && !probe_name_is_valid("a/b") &&
		   !probe_name_is_valid("a b"),
	   "no dot, slash or space");
	ok(!probe_name_is_valid("lock") && !probe_name_is_valid("stage_1"),
	   "reserved ones are none");
	ok(probe_name_is_valid("stage") && probe_name_is_valid("lock2"),
	   "but like them are");
	ok(!probe_name_check("read", "opens", &error) &&
		   !probe_name_check("read", "foo", &error),
	   "built-in names and others pass the check");
	ok(probe_name_check("read", "./a.b", &error) == -1, "a file does not");
	is_text(error.message, "cannot read './a.b': it is a file, not a probe",
		"with the reason");
	is_number(error.kind, ERROR_USAGE, "as a mistake of the caller's");
	ok(probe_name_is_file("./a") && probe_name_is_file("a.o") &&
		   !probe_name_is_file("a"),
	   "a file has a slash or a dot");
	ok(!probe_name_of_file("/x.y/count-er_2.bpf.o", NULL, name, &error),
	   "a file has the name of a probe");
	is_text(name, "count-er_2", "its base name up to the first dot");
	ok(!probe_name_of_file("a b~c.o", NULL, name, &error), "with any character");
	is_text(name, "a_b_c", "which become _");
	ok(!probe_name_of_file("1.o", "one", name, &error), "or another, on request");
	is_text(name, "one", "as it is");
	ok(probe_name_of_file("1.o", NULL, name, &error) == -1 &&
		   probe_name_of_file("x.o", "a.b", name, &error) == -1 &&
		   probe_name_of_file("packets.o", NULL, name, &error) == -1,
	   "but not what is no name, or is taken");
	return tap_end();
}
