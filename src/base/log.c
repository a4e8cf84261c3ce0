// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines on stderr. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"

static enum log_level current_level = LOG_LEVEL_NORMAL;

void log_set_level(enum log_level level)
{
	current_level = level;
}

enum log_level log_level(void)
{
	return current_level;
}

/* One write a line: lines of two processes do not mix. */
static void print_line(const char *prefix, const char *text, size_t length)
{
	struct strbuf line AUTO_STRBUF = {0};

	strbuf_add(&line, prefix);
	escape_text(&line, text, length);
	strbuf_add_char(&line, '\n');
	fwrite(line.text, 1, line.length, stderr);
	fflush(stderr);
}

static void __attribute__((format(printf, 2, 0)))
print_format(const char *prefix, const char *format, va_list arguments)
{
	struct strbuf text AUTO_STRBUF = {0};

	strbuf_add_vformat(&text, format, arguments);
	print_line(prefix, strbuf_text(&text), text.length);
}

static void print_detail(const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");

		print_line("  ", lines, length);
		lines += length + (lines[length] == '\n');
	}
}

void log_error(const struct error *error)
{
	print_line("ebpfctl: ", error->message, strlen(error->message));
	if (error->hint)
		print_line("hint: ", error->hint, strlen(error->hint));
	if (error->detail)
		print_detail(error->detail);
}

void log_warning(const char *format, ...)
{
	va_list arguments;

	if (current_level == LOG_LEVEL_QUIET)
		return;
	va_start(arguments, format);
	print_format("ebpfctl: warning: ", format, arguments);
	va_end(arguments);
}

void log_hint(const char *format, ...)
{
	va_list arguments;

	if (current_level == LOG_LEVEL_QUIET)
		return;
	va_start(arguments, format);
	print_format("hint: ", format, arguments);
	va_end(arguments);
}

void log_verbose(const char *format, ...)
{
	va_list arguments;

	if (current_level < LOG_LEVEL_VERBOSE)
		return;
	va_start(arguments, format);
	print_format("ebpfctl: ", format, arguments);
	va_end(arguments);
}
