// SPDX-License-Identifier: GPL-2.0-or-later
/* `ebpfctl stats --watch` of own probes. */
#include "cmd/stats_own_watch.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cmd/stop.h"
#include "out/writer.h"

#define LONGEST_WAIT_MS 60000
#define SCREEN_COLUMNS 80 /* where the terminal does not know */
#define SCREEN_ROWS 24

struct own_watcher {
	const struct own_watch *watch;
	struct map_rates ***rates; /* of each map of each probe */
	uint64_t read_ns;	   /* CLOCK_MONOTONIC: the last time */
	bool is_first;
};

static void write_out(struct own_watcher *watcher, struct own_show *show)
{
	struct watch_view view = {.columns = SCREEN_COLUMNS,
				  .rows = SCREEN_ROWS,
				  .is_first = watcher->is_first};
	struct winsize size = {0};

	if (!watcher->watch->draws_screen) {
		writer_flush(&show->page.json.text, stdout);
	} else {
		if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col &&
		    size.ws_row) {
			view.columns = size.ws_col;
			view.rows = size.ws_row;
		}
		writer_draw(&show->page.json.text, &view, stdout);
	}
	fflush(stdout);
	watcher->is_first = false;
}

/* All maps; what is read the first time is not shown, as there are no rates yet. */
static void read_all(struct own_watcher *watcher, bool is_shown)
{
	const struct own_probes *probes = watcher->watch->probes;
	struct own_show show = stats_own_begin(watcher->watch->request);

	show.collects = true;
	show.now_ns = clock_now_ns(CLOCK_MONOTONIC);
	show.page.has_rates = true;
	show.page.interval_ns = show.now_ns - watcher->read_ns;
	show.writer->begin(&show.page, NULL);
	for (size_t i = 0; i < probes->count; i++)
		stats_own_write_probe(&show, &probes->probes[i], watcher->rates[i]);
	show.writer->end(&show.page, show.is_complete);
	if (is_shown)
		write_out(watcher, &show);
	own_page_release(&show.page);
	watcher->read_ns = show.now_ns;
}

/* False when a signal came. */
static bool wait_until(const struct own_watch *watch, uint64_t end_ns)
{
	while (!stop_requested && clock_now_ns(CLOCK_MONOTONIC) < end_ns) {
		struct pollfd polled = {.fd = watch->stop_fd, .events = POLLIN};

		poll(&polled, 1, clock_cap_timeout(LONGEST_WAIT_MS, end_ns));
	}
	return !stop_requested;
}

static int check_loaded(const struct own_watch *watch, struct error *error)
{
	for (size_t i = 0; i < watch->probes->count; i++) {
		struct own_probe *probe = &watch->probes->probes[i];

		probe_watch_look(&probe->watch);
		if (probe->watch.is_unloaded)
			return error_set(error, ERROR_NOT_LOADED, "%s was unloaded",
					 probe->view.name);
	}
	return 0;
}

/* The end of a pipe is no failure: who read it has seen enough. */
static bool has_reader(void)
{
	if (!ferror(stdout))
		return true;
	if (errno == EPIPE)
		clearerr(stdout);
	return false;
}

static int run(struct own_watcher *watcher, struct error *error)
{
	const struct stats_request *request = watcher->watch->request;
	uint64_t interval_ns =
		request->interval_ns ? request->interval_ns : CLOCK_NS_PER_SECOND;
	uint64_t next_ns = clock_now_ns(CLOCK_MONOTONIC);

	read_all(watcher, false);
	for (uint64_t done = 0; !request->count || done < request->count; done++) {
		next_ns += interval_ns;
		if (!wait_until(watcher->watch, next_ns))
			return 0;
		if (check_loaded(watcher->watch, error))
			return -1;
		read_all(watcher, true);
		if (!has_reader())
			return 0;
	}
	return 0;
}

static void make_rates(struct own_watcher *watcher)
{
	const struct own_probes *probes = watcher->watch->probes;

	watcher->rates = memory_new(probes->count + 1, sizeof(*watcher->rates));
	for (size_t i = 0; i < probes->count; i++) {
		const struct own_view *view = &probes->probes[i].view;

		watcher->rates[i] = memory_new(view->count + 1, sizeof(**watcher->rates));
		for (size_t j = 0; j < view->count; j++)
			watcher->rates[i][j] = map_rates_new(&view->maps[j]);
	}
}

static void free_rates(struct own_watcher *watcher)
{
	const struct own_probes *probes = watcher->watch->probes;

	for (size_t i = 0; i < probes->count; i++) {
		for (size_t j = 0; j < probes->probes[i].view.count; j++)
			map_rates_free(&watcher->rates[i][j]);
		free(watcher->rates[i]);
	}
	free(watcher->rates);
}

int stats_own_watch_run(const struct own_watch *watch, struct error *error)
{
	struct own_watcher watcher = {.watch = watch, .is_first = true};
	int status;

	make_rates(&watcher);
	status = run(&watcher, error);
	free_rates(&watcher);
	return status;
}
