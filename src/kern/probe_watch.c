// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether a probe is still loaded: inotify(7) on the directory that the probe's is in. */
#include "kern/probe_watch.h"

#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/memory.h"

/* The directory that the probe's is in: a replacement is another one under the same name. */
int probe_watch_begin(const struct pins *pins, const char *probe,
		      struct probe_watch *ret_watch, struct error *error)
{
	struct probe_watch watch = {.probe = probe, .count = 1, .places = -1};

	watch.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch.fd < 0 || inotify_add_watch(watch.fd, pins->base,
					      IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE |
						      IN_DELETE_SELF | IN_ONLYDIR) < 0) {
		error_set_errno(error, errno, "cannot watch '%s'", pins->base);
		probe_watch_end(&watch);
		return -1;
	}
	*ret_watch = watch;
	return 0;
}

int probe_watch_place(const struct pins *pins, struct probe_watch *watch,
		      struct error *error)
{
	char *path AUTO_FREE = pins_places(pins);

	watch->places = inotify_add_watch(watch->fd, path, IN_DELETE | IN_ONLYDIR);
	return watch->places < 0 ?
		       error_set_errno(error, errno, "cannot watch '%s'", path) :
		       0;
}

void probe_watch_end(struct probe_watch *watch)
{
	cleanup_close(&watch->fd);
}

/* An unload renames the probe first: what has its name still is another one. */
static void note_place(struct probe_watch *watch, const char *name)
{
	if (strcmp(name, watch->probe))
		return;
	watch->is_replaced |= !watch->is_unloaded;
	watch->is_unloaded = true;
}

static void note_change(struct probe_watch *watch, uint32_t mask, const char *name)
{
	/* the directory itself: all is gone */
	if (mask & (IN_DELETE_SELF | IN_IGNORED))
		watch->is_unloaded = watch->is_removed = true;
	if (mask & IN_DELETE && watch->is_unloaded && pins_is_stage(name))
		watch->is_removed = true;
	if (!(mask & (IN_MOVED_TO | IN_MOVED_FROM)) || strcmp(name, watch->probe))
		return;
	/* of a replacement the new one's coming is told before the old one's going */
	watch->count += mask & IN_MOVED_TO ? 1 : -1;
	if (!watch->count)
		watch->is_unloaded = true;
}

void probe_watch_look(struct probe_watch *watch)
{
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t length;

	while ((length = read(watch->fd, buffer, sizeof(buffer))) > 0)
		for (ssize_t at = 0; at < length;) {
			struct inotify_event event;

			memcpy(&event, buffer + at, sizeof(event));
			at += (ssize_t)sizeof(event);
			if (event.wd == watch->places && event.mask & IN_DELETE)
				note_place(watch, event.len ? buffer + at : "");
			else
				note_change(watch, event.mask,
					    event.len ? buffer + at : "");
			at += (ssize_t)event.len;
		}
}
