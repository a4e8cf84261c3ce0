// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings of files: names with values, each once, and what makes two loads differ. */
#include "core/own_wishes.h"

#include "tap.h"

static void test_settings(void)
{
	struct own_wishes wishes AUTO_OWN_WISHES = {0};
	struct error error AUTO_ERROR = {0};

	ok(!own_settings_add(&wishes.globals, "variable", "a=1=2", &error),
	   "a name and a value");
	is_text(own_settings_find(&wishes.globals, "a")->value, "1=2",
		"which is all behind the first =");
	ok(!own_settings_add(&wishes.globals, "variable", "b=", &error) &&
		   !*own_settings_find(&wishes.globals, "b")->value,
	   "which may be empty");
	ok(!own_settings_find(&wishes.globals, "c"), "another is not there");
	ok(own_settings_add(&wishes.globals, "variable", "a=3", &error) == -1,
	   "none twice");
	is_text(error.message, "variable 'a': named twice", "with the reason");
	ok(own_settings_add(&wishes.globals, "variable", "=3", &error) == -1 &&
		   own_settings_add(&wishes.globals, "variable", "c", &error) == -1,
	   "none without a name, or a value");
	is_number(wishes.globals.count, 2, "and these are not kept");
}

static void test_names(void)
{
	struct own_wishes wishes AUTO_OWN_WISHES = {0};
	struct error error AUTO_ERROR = {0};

	ok(!own_settings_add_names(&wishes.only, "program", "a,bc,d", &error) &&
		   wishes.only.count == 3,
	   "names with commas");
	is_text(wishes.only.list[1].name, "bc", "each by itself");
	ok(own_settings_add_names(&wishes.only, "program", "e,,f", &error) == -1,
	   "but not an empty one");
	is_text(error.message, "program '': no name", "with the reason");
}

static void test_text(void)
{
	struct own_wishes wishes AUTO_OWN_WISHES = {.file = "x.o", .name = "x"};
	char *before AUTO_FREE = own_wishes_text(&wishes);
	char *same AUTO_FREE = NULL, *other AUTO_FREE = NULL;
	struct error error AUTO_ERROR = {0};

	wishes.file = "y.o";
	same = own_wishes_text(&wishes);
	is_text(same, before, "the file makes no difference");
	own_settings_add(&wishes.map_sizes, "map", "a=1", &error);
	other = own_wishes_text(&wishes);
	ok(strcmp(other, before) != 0, "a setting does");
}

int main(void)
{
	test_settings();
	test_names();
	test_text();
	return tap_end();
}
