// SPDX-License-Identifier: GPL-2.0-or-later
/* What libbpf says. */
#include "kern/libbpf_log.h"

#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/strbuf.h"

#define VERIFIER_LINES_MAX 8
#define OWN_PREFIX "libbpf: "
#define PROGRAM_PREFIX OWN_PREFIX "prog '"
#define LOG_BEGIN "-- BEGIN PROG LOAD LOG --\n"
#define LOG_END "-- END PROG LOAD LOG --"
/* From Linux 7.3 on the log goes on with an essay on its last line. */
#define LOG_ESSAY "\nVerification failed: "

static struct strbuf verifier_lines;
static struct strbuf verified_program;
static struct strbuf first_warning;

/* The last lines of TEXT, without the counts that the verifier ends with. */
static const char *last_lines(const char *text, const char *end)
{
	int lines = 0;

	for (const char *at = end; at > text; at--)
		if (at[-1] == '\n' && at < end && ++lines == VERIFIER_LINES_MAX)
			return at;
	return text;
}

/* Of "libbpf: prog 'NAME': -- BEGIN ..." */
static void keep_program(const char *message)
{
	size_t prefix = strlen(PROGRAM_PREFIX);

	strbuf_clear(&verified_program);
	if (!strncmp(message, PROGRAM_PREFIX, prefix))
		strbuf_add_bytes(&verified_program, message + prefix,
				 strcspn(message + prefix, "'"));
}

static void keep_verifier_lines(const char *message)
{
	const char *begin = strstr(message, LOG_BEGIN);
	const char *end = begin ? strstr(begin, LOG_END) : NULL;
	const char *essay = end ? strstr(begin, LOG_ESSAY) : NULL;

	if (!end)
		return;
	if (essay && essay < end)
		end = essay;
	keep_program(message);
	strbuf_clear(&verifier_lines);
	begin = last_lines(begin + strlen(LOG_BEGIN), end);
	strbuf_add_bytes(&verifier_lines, begin, (size_t)(end - begin));
}

/* The cause comes first; what follows is what became impossible by it. */
static void keep_warning(enum libbpf_print_level level, const char *message)
{
	if (level != LIBBPF_WARN || first_warning.length || strstr(message, "Retrying"))
		return;
	if (!strncmp(message, OWN_PREFIX, strlen(OWN_PREFIX)))
		message += strlen(OWN_PREFIX);
	strbuf_add_bytes(&first_warning, message, strcspn(message, "\n"));
}

static int __attribute__((format(printf, 2, 0)))
take_message(enum libbpf_print_level level, const char *format, va_list arguments)
{
	struct strbuf message AUTO_STRBUF = {0};

	strbuf_add_vformat(&message, format, arguments);
	keep_verifier_lines(strbuf_text(&message));
	while (message.length && message.text[message.length - 1] == '\n')
		message.text[--message.length] = '\0';
	keep_warning(level, strbuf_text(&message));
	log_verbose("%s", strbuf_text(&message));
	return 0;
}

void libbpf_log_install(void)
{
	libbpf_set_print(take_message);
}

void libbpf_log_clear(void)
{
	strbuf_clear(&verifier_lines);
	strbuf_clear(&verified_program);
	strbuf_clear(&first_warning);
}

const char *libbpf_log_warning(void)
{
	return strbuf_text(&first_warning);
}

const char *libbpf_log_program(void)
{
	return strbuf_text(&verified_program);
}

const char *libbpf_log_verifier(void)
{
	return strbuf_text(&verifier_lines);
}
