// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the records of own probes: what is opened, and by whom. */
#include <linux/perf_event.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/memory.h"
#include "kern/handle.h"
#include "kern/lock.h"
#include "kern/own_maps_internal.h"
#include "kern/probe.h"
#include "kern/record_reader_internal.h"

#define WAKE_SHARE 4 /* of a perf buffer: woken when 1/4 is unread */

int record_reader_watch(struct record_reader *events, int fd, struct error *error)
{
	struct epoll_event event = {.events = EPOLLIN};

	if (events->epoll_fd < 0)
		events->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (events->epoll_fd >= 0 &&
	    !epoll_ctl(events->epoll_fd, EPOLL_CTL_ADD, fd, &event))
		return 0;
	return error_set_errno(error, errno, "cannot wait for events");
}

static int open_perf(struct stream *stream, uint32_t bytes, struct error *error)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.watermark = 1,
		.wakeup_watermark = bytes / WAKE_SHARE,
	};
	size_t pages = bytes / (size_t)sysconf(_SC_PAGESIZE);

	attributes.size = sizeof(attributes);
	stream->buffer = perf_buffer__new_raw(stream->fd, pages ? pages : 1, &attributes,
					      record_reader_take_perf, stream, NULL);
	if (!stream->buffer)
		return error_set_errno(error, errno, "cannot open the buffers of '%s'",
				       stream->name);
	stream->events->has_perf = true;
	return record_reader_watch(stream->events, perf_buffer__epoll_fd(stream->buffer),
				   error);
}

static int open_stream(struct record_reader *events, const char *path,
		       const struct record_wishes *wishes,
		       const struct bpf_map_info *info, const char *name,
		       struct error *error)
{
	struct stream *stream = &events->streams[events->count];

	if (events->count == STREAMS_MAX)
		return error_set(error, ERROR_FAILED, "cannot read more than %d streams",
				 STREAMS_MAX);
	if (handle_open(path, HANDLE_MAP, HANDLE_WRITE, &stream->fd, error))
		return -1;
	events->count++;
	stream->events = events;
	stream->name = memory_copy_string(name);
	if (info->type == BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		return open_perf(stream, wishes->ring_bytes, error);
	return ring_open(stream->fd, info->max_entries, &stream->ring, error) ?
		       -1 :
		       record_reader_watch(events, stream->fd, error);
}

static int open_streams(struct record_reader *events, const char *directory,
			const struct record_wishes *wishes, struct error *error)
{
	struct pin_names names AUTO_PIN_NAMES = {0};

	if (pins_list(directory, PINS_MAPS, &names, error))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(directory, PINS_MAPS, names.names[i]);
		struct bpf_map_info info;
		int fd AUTO_CLOSE = -1;

		if (wishes->map && strcmp(wishes->map, names.names[i]))
			continue;
		if (handle_open(path, HANDLE_MAP, HANDLE_READ, &fd, error))
			return -1;
		if (handle_map_info(fd, &info))
			return error_set_errno(error, errno, "cannot ask about '%s'",
					       path);
		if (own_maps_shape(info.type, names.names[i]) == MAP_EVENTS &&
		    open_stream(events, path, wishes, &info, names.names[i], error))
			return -1;
	}
	return 0;
}

static int take_place(struct record_reader *events, const struct pins *pins,
		      struct error *error)
{
	int pid;

	if (pins_open_place(pins, events->probe, &events->lock_fd, error))
		return error_wrap(error, "cannot read '%s'", events->probe);
	if (!lock_try(events->lock_fd, &pid))
		return 0;
	if (pid)
		error_set(error, ERROR_FAILED,
			  "cannot read '%s': process %d reads its events already",
			  events->probe, pid);
	else
		error_set(error, ERROR_FAILED,
			  "cannot read '%s': another process reads its events already",
			  events->probe);
	error_hint(error, "two would share the events between them, each having a part");
	return -1;
}

static int no_streams(const char *probe, const char *map, struct error *error)
{
	if (map)
		error_set(
			error, ERROR_USAGE,
			"cannot read '%s': it has no ring buffer or perf event array '%s'",
			probe, map);
	else
		error_set(
			error, ERROR_USAGE,
			"cannot read '%s': it has no ring buffer and no perf event array",
			probe);
	error_hint(error, "ebpfctl stats %s shows its maps", probe);
	return -1;
}

static int open_all(struct record_reader *events, const struct pins *pins,
		    const struct record_wishes *wishes, struct error *error)
{
	char *directory AUTO_FREE = NULL;
	struct meta meta;

	if (probe_open(pins, "read", events->probe, &directory, &meta, error) ||
	    take_place(events, pins, error) ||
	    open_streams(events, directory, wishes, error))
		return -1;
	if (!events->count)
		return no_streams(events->probe, wishes->map, error);
	record_types_open(directory, &events->types);
	for (size_t i = 0; i < events->count; i++)
		events->streams[i].type =
			record_types_of_map(&events->types, events->streams[i].name);
	if ((wishes->type && record_types_choose(&events->types, wishes->type, error)) ||
	    probe_watch_begin(pins, events->probe, &events->watch, error) ||
	    probe_watch_place(pins, &events->watch, error))
		return -1;
	return record_reader_watch(events, events->watch.fd, error);
}

int record_reader_open(const struct pins *pins, const char *probe,
		       const struct record_wishes *wishes,
		       struct record_reader **ret_events, struct error *error)
{
	struct record_reader *events = memory_new(1, sizeof(*events));

	events->lock_fd = events->epoll_fd = events->watch.fd = -1;
	events->probe = memory_copy_string(probe);
	if (open_all(events, pins, wishes, error)) {
		record_reader_free(&events);
		return -1;
	}
	*ret_events = events;
	return 0;
}

static void close_stream(struct stream *stream)
{
	perf_buffer__free(stream->buffer);
	ring_close(&stream->ring);
	cleanup_close(&stream->fd);
	free(stream->name);
}

void record_reader_free(struct record_reader **events)
{
	if (!*events)
		return;
	for (size_t i = 0; i < (*events)->count; i++)
		close_stream(&(*events)->streams[i]);
	record_types_release(&(*events)->types);
	probe_watch_end(&(*events)->watch);
	cleanup_close(&(*events)->epoll_fd);
	cleanup_close(&(*events)->lock_fd);
	free((*events)->filled);
	free((*events)->probe);
	free(*events);
	*events = NULL;
}
