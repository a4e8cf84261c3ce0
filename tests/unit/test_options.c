// SPDX-License-Identifier: GPL-2.0-or-later
/* The option parser: exact names, values in every form, and nothing guessed. */
#include "cmd/options.h"

#include "tap.h"

struct request {
	const char *interface;
	bool has_flag, has_json;
};

static int apply_interface(void *request, const char *value, struct error *error)
{
	(void)error;
	((struct request *)request)->interface = value;
	return 0;
}

static const struct option_row rows[] = {
	{'i', "interface", "IFACE", "", .apply = apply_interface},
	{'x', "flag", NULL, "", .flag = offsetof(struct request, has_flag)},
	{'j', "json", NULL, "", .flag = offsetof(struct request, has_json)},
	{0},
};

static struct request request;
static struct global_request global;
static const char *operands[16];
static struct error error;

static int parse(const char *const *words)
{
	size_t used;

	request = (struct request){0};
	global = (struct global_request){0};
	error_clear(&error);
	return options_parse(words, rows, &request, &global, operands, false, &used,
			     &error);
}

#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})

static void refuses(int result, const char *message)
{
	is_number(result, -1, "bad words are refused");
	is_text(error.message, message, "with the word in question");
}

static void test_forms(void)
{
	ok(!PARSE("-i", "eth0") && !strcmp(request.interface, "eth0"), "-i eth0");
	ok(!PARSE("-ieth0") && !strcmp(request.interface, "eth0"), "-ieth0");
	ok(!PARSE("--interface", "eth0") && !strcmp(request.interface, "eth0"),
	   "--interface eth0");
	ok(!PARSE("--interface=eth0") && !strcmp(request.interface, "eth0"),
	   "--interface=eth0");
	ok(!PARSE("--interface=") && !strcmp(request.interface, ""),
	   "an empty value is a value");
	ok(!PARSE("-xj") && request.has_flag && request.has_json, "two letters together");
	ok(!PARSE("-xieth0") && request.has_flag && !strcmp(request.interface, "eth0"),
	   "and one with a value behind them");
	ok(!PARSE("-i", "-x") && !strcmp(request.interface, "-x") && !request.has_flag,
	   "a value may look like an option");
}

static void test_operands(void)
{
	ok(!PARSE("a", "-x", "b") && !strcmp(operands[0], "a") &&
		   !strcmp(operands[1], "b") && !operands[2],
	   "operands and options may be mixed");
	ok(!PARSE("--", "-x") && !strcmp(operands[0], "-x") && !request.has_flag,
	   "-- ends the options");
	ok(!PARSE("-") && !strcmp(operands[0], "-"), "a lone - is an operand");
}

static void test_global(void)
{
	ok(!PARSE("-v", "--bpffs", "/x", "-h") && global.is_verbose &&
		   global.wants_help && !strcmp(global.bpffs, "/x"),
	   "global options may stand behind the command");
}

static void test_refused(void)
{
	refuses(PARSE("-y"), "unknown option '-y'");
	refuses(PARSE("--js"), "unknown option '--js'");
	refuses(PARSE("--jsonx"), "unknown option '--jsonx'");
	refuses(PARSE("--js=1"), "unknown option '--js'");
	refuses(PARSE("-xy"), "unknown option '-y'");
	refuses(PARSE("--json=1"), "option '--json' takes no value");
	refuses(PARSE("-i"), "option '-i' needs a value");
	refuses(PARSE("--interface"), "option '--interface' needs a value");
	refuses(PARSE("--bpffs="), "option '--bpffs': an empty directory");
}

static void test_front(void)
{
	const char *const words[] = {"-q", "load", "-x", NULL};
	size_t used;

	global = (struct global_request){0};
	ok(!options_parse(words, NULL, NULL, &global, operands, true, &used, &error) &&
		   used == 1 && global.is_quiet,
	   "in front it stops at the command");
}

int main(void)
{
	test_forms();
	test_operands();
	test_global();
	test_refused();
	test_front();
	error_clear(&error);
	return tap_end();
}
