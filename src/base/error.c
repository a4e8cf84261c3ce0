// SPDX-License-Identifier: GPL-2.0-or-later
/* Errors as values: filling, wrapping and releasing them. */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

/* Takes over what stands in the buffer; never leaves NULL. */
static char *take_text(struct strbuf *buffer)
{
	return buffer->text ? buffer->text : memory_copy_string("");
}

int error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	struct strbuf message = {0};
	va_list arguments;

	va_start(arguments, format);
	strbuf_add_vformat(&message, format, arguments);
	va_end(arguments);
	error_clear(error);
	error->kind = kind;
	error->message = take_text(&message);
	return -1;
}

const char *error_words(int number)
{
	return number == KERNEL_ENOTSUPP ? "the kernel does not support it" :
					   strerror(number);
}

int error_set_errno(struct error *error, int number, const char *format, ...)
{
	struct strbuf message = {0};
	va_list arguments;

	va_start(arguments, format);
	strbuf_add_vformat(&message, format, arguments);
	va_end(arguments);
	strbuf_add_format(&message, ": %s", error_words(number));
	error_clear(error);
	error->kind = ERROR_FAILED;
	error->number = number;
	error->message = take_text(&message);
	return -1;
}

int error_wrap(struct error *error, const char *format, ...)
{
	struct strbuf message = {0};
	va_list arguments;

	va_start(arguments, format);
	strbuf_add_vformat(&message, format, arguments);
	va_end(arguments);
	strbuf_add_format(&message, ": %s", error->message ? error->message : "");
	free(error->message);
	error->message = take_text(&message);
	return -1;
}

const char *error_reason(const struct error *error)
{
	const char *message = error->message ? error->message : "";
	const char *subject_end = strstr(message, "': ");

	return subject_end ? subject_end + strlen("': ") : message;
}

void error_hint(struct error *error, const char *format, ...)
{
	struct strbuf hint = {0};
	va_list arguments;

	va_start(arguments, format);
	strbuf_add_vformat(&hint, format, arguments);
	va_end(arguments);
	free(error->hint);
	error->hint = take_text(&hint);
}

void error_detail(struct error *error, const char *lines)
{
	free(error->detail);
	error->detail = memory_copy_string(lines);
}

void error_clear(struct error *error)
{
	free(error->message);
	free(error->hint);
	free(error->detail);
	*error = (struct error){0};
}
