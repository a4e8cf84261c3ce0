// SPDX-License-Identifier: GPL-2.0-or-later
/* Errors: filled, wrapped, replaced, released. */
#include "base/error.h"

#include "tap.h"

int main(void)
{
	struct error error AUTO_ERROR = {0};

	is_number(error_set(&error, ERROR_USAGE, "cannot load '%s'", "x"), -1,
		  "setting returns -1");
	is_text(error.message, "cannot load 'x'", "the message is formatted");
	is_number(error.kind, ERROR_USAGE, "the kind is kept");
	error_hint(&error, "try %d", 2);
	is_text(error.hint, "try 2", "a hint can be added");
	is_number(error_set_errno(&error, ENOSPC, "cannot pin '%s'", "y"), -1,
		  "from errno too");
	is_text(error.message, "cannot pin 'y': No space left on device",
		"with the system's words");
	is_number(error.kind, ERROR_FAILED, "as a failure");
	is_number(error.number, ENOSPC, "with the number");
	ok(!error.hint, "and the old hint is gone");
	is_number(error_wrap(&error, "cannot load '%s'", "opens"), -1,
		  "wrapping returns -1");
	is_text(error.message,
		"cannot load 'opens': cannot pin 'y': No space left on device",
		"wrapping puts the larger step in front");
	is_number(error.number, ENOSPC, "and keeps the number");
	is_text(error_reason(&error), "cannot pin 'y': No space left on device",
		"the reason is what stands behind the first subject");
	error_set(&error, ERROR_FAILED, "nothing is loaded");
	is_text(error_reason(&error), "nothing is loaded",
		"or the message, where that names none");
	error_set_errno(&error, 524, "cannot attach 'x'");
	is_text(error.message, "cannot attach 'x': the kernel does not support it",
		"and an errno that only the kernel has is words, too");
	error_clear(&error);
	is_text(error_reason(&error), "", "or nothing, where there is no error");
	ok(!error.message && !error.hint && error.kind == ERROR_NONE,
	   "clearing leaves nothing");
	return tap_end();
}
