// SPDX-License-Identifier: GPL-2.0-or-later
/* The fields of an event as text. */
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "out/text.h"

#define NS_PER_US 1000

bool writer_add_full_path(struct strbuf *path, const struct open_event *event)
{
	bool is_absolute = event->path_length && event->path[0] == '/';

	if (!event->is_path_known || (!is_absolute && !event->dir))
		return false;
	if (!is_absolute) {
		strbuf_add_bytes(path, event->dir, event->dir_length);
		if (event->dir_length > 1)
			strbuf_add_char(path, '/');
	}
	strbuf_add_bytes(path, event->path, event->path_length);
	return true;
}

static void add_known(struct strbuf *text, bool is_known, uint64_t number)
{
	if (is_known)
		strbuf_add_number(text, number);
	else
		strbuf_add_char(text, '?');
}

static void add_error(struct strbuf *text, int32_t error)
{
	const char *name = error ? strerrorname_np(error) : "-";

	if (name)
		strbuf_add(text, name);
	else
		strbuf_add_number(text, (uint64_t)error);
}

static void add_flags(struct strbuf *text, const struct open_event *event)
{
	const char *names[EVENT_FLAG_NAMES_MAX];
	size_t count;

	if (!event->is_flags_known) {
		strbuf_add_char(text, '?');
		return;
	}
	count = event_flag_names(event->flags, names);
	for (size_t i = 0; i < count; i++) {
		strbuf_add(text, i ? "|" : "");
		strbuf_add(text, names[i]);
	}
}

static void add_dirfd(struct strbuf *text, const struct open_event *event)
{
	if (!event->is_dirfd_known)
		strbuf_add_char(text, '?');
	else if (event->dirfd == AT_FDCWD)
		strbuf_add(text, "cwd");
	else
		strbuf_add_format(text, "%" PRId32, event->dirfd);
}

/* "..." stands for what is not known of a path: its end, or the beginning of its
 * directory. */
static void add_path(struct strbuf *text, const struct event_format *format,
		     const struct open_event *event)
{
	struct strbuf full AUTO_STRBUF = {0};

	if (!event->is_path_known) {
		strbuf_add(text, "(unreadable)");
	} else if (format->is_full_path && writer_add_full_path(&full, event)) {
		strbuf_add(text, event->dir && !event->is_dir_complete ? "..." : "");
		text_add_name(text, full.text, full.length);
	} else {
		text_add_name(text, event->path, event->path_length);
	}
	strbuf_add(text, event->is_path_truncated ? "..." : "");
}

static void add_time(struct strbuf *text, uint64_t ns)
{
	text_add_clock(text, ns);
	strbuf_add_format(text, ".%06" PRIu64, ns % CLOCK_NS_PER_SECOND / NS_PER_US);
}

void writer_add_field(struct strbuf *text, enum event_field field,
		      const struct event_format *format, const struct open_event *event)
{
	switch (field) {
	case FIELD_TIME:
		add_time(text, event->time_ns + format->boot_offset_ns);
		break;
	case FIELD_UID:
		strbuf_add_number(text, event->uid);
		break;
	case FIELD_GID:
		strbuf_add_number(text, event->gid);
		break;
	case FIELD_PID:
		add_known(text, event->is_pid_known, event->pid);
		break;
	case FIELD_TID:
		add_known(text, event->is_pid_known, event->tid);
		break;
	case FIELD_PPID:
		add_known(text, event->is_ppid_known, event->ppid);
		break;
	case FIELD_COMM:
		text_add_name(text, event->comm.text, sizeof(event->comm.text));
		break;
	case FIELD_CGROUP:
		strbuf_add_number(text, event->cgroup_id);
		break;
	case FIELD_FD:
		strbuf_add(text, event->fd < 0 ? "-1" : "");
		if (event->fd >= 0)
			strbuf_add_number(text, (uint64_t)event->fd);
		break;
	case FIELD_ERROR:
		add_error(text, event->error);
		break;
	case FIELD_FLAGS:
		add_flags(text, event);
		break;
	case FIELD_MODE:
		strbuf_add_format(text, event->has_mode ? "%04" PRIo32 : "-",
				  event->mode);
		break;
	case FIELD_DIRFD:
		add_dirfd(text, event);
		break;
	case FIELD_PATH:
	case FIELD_COUNT:
		add_path(text, format, event);
		break;
	}
}
