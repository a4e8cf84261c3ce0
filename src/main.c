// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From the words of the command line to a command, and from what became of it to an exit
 * status. The only place that decides the status, and that reads the environment.
 */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/log.h"
#include "base/memory.h"
#include "cmd/command.h"
#include "cmd/options.h"
#include "cmd/usage.h"
#include "kern/bpffs.h"
#include "kern/libbpf_log.h"

enum exit_status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_NOT_LOADED = 3,
	STATUS_DIFFERS = 4,
};

static int status_of(enum outcome outcome)
{
	static const int statuses[] = {
		[OUTCOME_DONE] = STATUS_DONE,
		[OUTCOME_FAILED] = STATUS_FAILED,
		[OUTCOME_USAGE] = STATUS_USAGE,
		[OUTCOME_NOT_LOADED] = STATUS_NOT_LOADED,
		[OUTCOME_DIFFERS] = STATUS_DIFFERS,
	};

	return statuses[outcome];
}

/* A program with more rights than its caller takes nothing from the caller's environment.
 */
static bool is_set_id(void)
{
	return getuid() != geteuid() || getgid() != getegid();
}

/* Only how characters look: numbers and messages are the same everywhere. */
static void set_locale(void)
{
	/* a file, which is read before rights are given up, and before opens are counted */
	tzset();
	if (!is_set_id() && setlocale(LC_CTYPE, ""))
		escape_set_utf8(!strcmp(nl_langinfo(CODESET), "UTF-8"));
}

static const char *bpffs_root(const struct global_request *global)
{
	const char *from_environment = is_set_id() ? NULL : getenv("EBPFCTL_BPFFS");

	if (global->bpffs)
		return global->bpffs;
	return from_environment && *from_environment ? from_environment :
						       BPFFS_DEFAULT_ROOT;
}

static bool is_dumb_terminal(void)
{
	const char *terminal = getenv("TERM");

	return !terminal || !*terminal || !strcmp(terminal, "dumb");
}

/*
 * A descriptor that is closed at the start would be that of the first file opened. What is
 * written to a closed standard output fails, as it should: there is no place for it.
 */
static void open_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

static int finish_output(int status)
{
	struct error error AUTO_ERROR = {0};

	if (!fflush(stdout) && !ferror(stdout))
		return status;
	error_set_errno(&error, errno, "cannot write to standard output");
	log_error(&error);
	return status ? status : STATUS_FAILED;
}

static int fail_usage(struct error *error, const char *command)
{
	if (!error->hint && command)
		error_hint(error, "ebpfctl help %s", command);
	else if (!error->hint)
		error_hint(error, "ebpfctl help");
	log_error(error);
	return STATUS_USAGE;
}

static int run_command(const struct command *command, const struct global_request *global,
		       void *request, const char *const *operands)
{
	int exit_status = -1;
	const struct globals globals = {
		.bpffs = bpffs_root(global),
		.has_dashes = global->has_dashes,
		.plain_operands = global->plain_operands,
		.is_dumb_terminal = is_set_id() || is_dumb_terminal(),
		.exit_status = &exit_status,
	};
	struct error error AUTO_ERROR = {0};
	enum outcome outcome;

	libbpf_log_install();
	outcome = command->run(&globals, request, operands, &error);
	if (outcome == OUTCOME_USAGE)
		return fail_usage(&error, command->name);
	if ((error.number == EACCES || error.number == EPERM) && geteuid() != 0 &&
	    !error.hint)
		error_hint(&error, "sudo ebpfctl %s", command->name);
	if (error.kind != ERROR_NONE)
		log_error(&error);
	return exit_status >= 0 ? exit_status : status_of(outcome);
}

static int print_version(void)
{
	puts(PACKAGE_STRING);
	return STATUS_DONE;
}

static int dispatch(const struct command *command, const char *const *words,
		    struct global_request *global)
{
	void *request AUTO_FREE = memory_new(1, command->request_size + 1);
	const char **operands AUTO_FREE = NULL;
	struct error error AUTO_ERROR = {0};
	size_t count = 0, used;

	while (words[count])
		count++;
	operands = memory_new(count + 1, sizeof(*operands));
	if (options_parse(words, command->options, request, global, operands, false,
			  &used, &error))
		return fail_usage(&error, command->name);
	log_set_level(global->is_verbose ? LOG_LEVEL_VERBOSE :
		      global->is_quiet	 ? LOG_LEVEL_QUIET :
					   LOG_LEVEL_NORMAL);
	if (global->wants_version)
		return print_version();
	if (global->wants_help) {
		usage_print_command(stdout, command);
		return STATUS_DONE;
	}
	return run_command(command, global, request, operands);
}

static int start(const char *const *words)
{
	struct global_request global = {0};
	struct error error AUTO_ERROR = {0};
	const struct command *command;
	const char *no_operands[1];
	size_t used;

	if (options_parse(words, NULL, NULL, &global, no_operands, true, &used, &error))
		return fail_usage(&error, NULL);
	words += used;
	if (!*words && global.wants_version)
		return print_version();
	if (!*words) {
		usage_print_overview(global.wants_help ? stdout : stderr);
		return global.wants_help ? STATUS_DONE : STATUS_USAGE;
	}
	command = command_find(*words);
	if (command)
		return dispatch(command, words + 1, &global);
	error_set(&error, ERROR_USAGE, "unknown command '%s'", *words);
	return fail_usage(&error, NULL);
}

int main(int argc, char **argv)
{
	static const char *const no_words[] = {NULL};

	open_standard_streams();
	set_locale();
	return finish_output(start(argc > 0 ? (const char *const *)argv + 1 : no_words));
}
