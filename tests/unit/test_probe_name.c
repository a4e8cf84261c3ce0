// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of probes. */
#include "core/probe_name.h"

#include "tap.h"

int main(void)
{
	struct error error AUTO_ERROR = {0};

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
	ok(!probe_name_check("load", "opens", &error), "a built-in one passes the check");
	ok(probe_name_check("load", "foo", &error) == -1, "any other does not");
	is_text(error.message, "cannot load 'foo': there is no such probe",
		"with the reason");
	is_text(error.hint, "the probes are packets and opens", "and a hint");
	is_number(error.kind, ERROR_USAGE, "as a mistake of the caller's");
	return tap_end();
}
