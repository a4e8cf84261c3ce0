// SPDX-License-Identifier: GPL-2.0-or-later
/* Hooks: patterns, order, and how both writers show them. */
#include "core/hook.h"

#include <string.h>

#include "base/memory.h"
#include "out/writer.h"

#include "tap.h"

static void test_patterns(void)
{
	struct error error AUTO_ERROR = {0};

	ok(hook_matches("do_open", "do_open"), "a name matches itself");
	ok(!hook_matches("do_open", "do_openat"), "and no longer one");
	ok(hook_matches("*", "x"), "a star matches all");
	ok(hook_matches("do_*", "do_") && !hook_matches("do_*", "d"), "or the rest");
	ok(hook_matches("do_?pen", "do_open"), "a question mark matches one character");
	ok(hook_matches("[ad]o", "do") && !hook_matches("[!ad]o", "do"),
	   "brackets match one of several, or another");
	ok(hook_matches("a.isra.0", "a.isra.0") && !hook_matches("a.isra.0", "axisra.0"),
	   "a dot is a dot");
	is_number(hook_check_pattern("a\\\\", &error), 0, "an escaped backslash is taken");
	is_number(hook_check_pattern("[a-z]*", &error), 0, "and so are brackets");
	is_number(hook_check_pattern("a\\", &error), -1, "an open escape is not");
	is_number(hook_check_pattern("a[", &error), -1, "nor an open bracket");
	is_number(hook_check_pattern("", &error), -1, "nor nothing");
	is_number(error.kind, ERROR_USAGE, "these are wrong words");
}

static void test_order(void)
{
	struct hooks hooks AUTO_HOOKS = {0};

	hooks_add(&hooks, HOOK_LSM, "b");
	hooks_add(&hooks, HOOK_FUNCTION, "c");
	hooks_add(&hooks, HOOK_FUNCTION, "b");
	hooks_add(&hooks, HOOK_FUNCTION, "c")->prototype =
		memory_copy_string("void c(int)");
	hooks_add(&hooks, HOOK_FUNCTION, "c")->prototype =
		memory_copy_string("void c(int a)");
	hooks_sort(&hooks);
	is_number(hooks.count, 3, "of those that are equal one stays");
	is_text(hooks.hooks[0].name, "b", "they are sorted by name");
	is_number(hooks.hooks[0].kind, HOOK_FUNCTION, "and then by kind");
	is_text(hooks.hooks[2].prototype, "void c(int a)", "the one that says most stays");
	ok(hooks_find(&hooks, HOOK_LSM, "b") == &hooks.hooks[1], "one is found by both");
	ok(!hooks_find(&hooks, HOOK_LSM, "c"), "and not by one of them");
}

static struct hooks some(void)
{
	struct hooks hooks = {.has_types = true, .is_attach_known = true};
	struct hook *hook = hooks_add(&hooks, HOOK_FUNCTION, "f");

	hook->prototype = memory_copy_string("int f(void)");
	hook->attach = ATTACH_FENTRY | ATTACH_KRETPROBE;
	hook->copies = 1;
	hooks_add(&hooks, HOOK_FUNCTION, "twice")->copies = 2;
	hook = hooks_add(&hooks, HOOK_TRACEPOINT, "t");
	hook->category = memory_copy_string("sched");
	hook->attach = ATTACH_TRACEPOINT | ATTACH_RAW_TRACEPOINT;
	hooks_add(&hooks, HOOK_LSM, "l\n");
	return hooks;
}

static char *written(const struct writer *writer, const struct hooks *hooks)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	writer->hooks(stream, hooks);
	fclose(stream);
	return text;
}

static void test_text(void)
{
	struct hooks hooks AUTO_HOOKS = some();
	char *known AUTO_FREE = written(&writer_text, &hooks);
	char *unknown AUTO_FREE = NULL;

	is_text(known,
		"f  function: fentry, kretprobe\n"
		"    int f(void);\n"
		"twice  function: nothing attaches, 2 functions have this name\n"
		"t  tracepoint of sched: tracepoint, raw_tracepoint\n"
		"l\\n  lsm: nothing attaches\n",
		"the text has a line for each, and its prototype below it");
	hooks.is_attach_known = false;
	unknown = written(&writer_text, &hooks);
	is_text(unknown,
		"f  function\n"
		"    int f(void);\n"
		"twice  function\n"
		"t  tracepoint of sched\n"
		"l\\n  lsm\n",
		"what is not known to attach is not named");
}

static void test_json(void)
{
	struct hooks hooks AUTO_HOOKS = some();
	char *known AUTO_FREE = NULL, *unknown AUTO_FREE = NULL;
	char *partial AUTO_FREE = NULL;

	hooks.count = 3; /* the last one is no name of a kernel's */
	known = written(&writer_json, &hooks);
	is_text(known,
		"{\"schema\":1,\"hooks\":["
		"{\"name\":\"f\",\"kind\":\"function\",\"prototype\":\"int f(void)\","
		"\"category\":null,\"copies\":1,\"attach\":[\"fentry\",\"kretprobe\"]},"
		"{\"name\":\"twice\",\"kind\":\"function\",\"prototype\":null,"
		"\"category\":null,\"copies\":2,\"attach\":[]},"
		"{\"name\":\"t\",\"kind\":\"tracepoint\",\"prototype\":null,"
		"\"category\":\"sched\",\"copies\":null,"
		"\"attach\":[\"tracepoint\",\"raw_tracepoint\"]}]}\n",
		"the JSON has all keys of each");
	hooks.is_attach_known = false;
	unknown = written(&writer_json, &hooks);
	ok(strstr(unknown, "\"copies\":1,\"attach\":null}"),
	   "what is not known to attach is null");
	hooks.is_partial = true;
	partial = written(&writer_json, &hooks);
	ok(strstr(partial, "}],\"complete\":false}\n") && !strstr(unknown, "complete"),
	   "what could not all be read says so");
	hooks.count = 4;
}

int main(void)
{
	test_patterns();
	test_order();
	test_text();
	test_json();
	return tap_end();
}
