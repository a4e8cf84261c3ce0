// SPDX-License-Identifier: GPL-2.0-or-later
/* `ebpfctl stats --watch`: when to read, when to draw, and when to end. */
#include "cmd/stats_watch.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>

#include "base/clock.h"
#include "cmd/stop.h"
#include "kern/counters.h"

#define NS_PER_MS 1000000ull
#define SCREEN_COLUMNS 80 /* where the terminal does not know */
#define SCREEN_ROWS 24

struct watcher {
	const struct stats_watch *watch;
	struct rates rates;
	int resize_fd;	  /* readable when the screen has another size; -1 without one */
	uint64_t next_ns; /* CLOCK_MONOTONIC */
};

/* ---- reading ---- */

static int open_loaded(const struct stats_watch *watch, struct counters *counters,
		       struct error *error)
{
	struct pins pins AUTO_PINS = {.lock_fd = -1};

	if (pins_open(watch->bpffs, &pins, error))
		return -1;
	for (const char *const *probe = watch->choice->names; *probe; probe++) {
		if (!counters_open(&pins, *probe, counters, error))
			continue;
		if (error->kind != ERROR_NOT_LOADED)
			return -1;
		error_clear(error);
	}
	return 0;
}

static int read_now(const struct stats_watch *watch, struct snapshot *ret_snapshot,
		    struct error *error)
{
	struct counters counters AUTO_COUNTERS;

	counters_init(&counters);
	if (open_loaded(watch, &counters, error))
		return -1;
	return counters_read(&counters, ret_snapshot, error);
}

/* ---- drawing ---- */

static void show(const struct watcher *watcher, bool is_first)
{
	const struct stats_watch *watch = watcher->watch;
	struct watch_view view = {.top = watch->top,
				  .interval_ns = watch->interval_ns,
				  .is_first = is_first};
	struct winsize size = {0};

	if (watch->draws_screen) {
		bool is_known = !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col &&
				size.ws_row;

		view.columns = is_known ? size.ws_col : SCREEN_COLUMNS;
		view.rows = is_known ? size.ws_row : SCREEN_ROWS;
	}
	watch->writer->watch(stdout, &watcher->rates, &view);
	fflush(stdout);
}

/* Blocked, a signal waits in the descriptor until it is looked at. */
static int catch_resizes(struct error *error)
{
	sigset_t resize;
	int fd;

	sigemptyset(&resize);
	sigaddset(&resize, SIGWINCH);
	if (sigprocmask(SIG_BLOCK, &resize, NULL))
		return error_set_errno(error, errno, "cannot block a signal");
	fd = signalfd(-1, &resize, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? error_set_errno(error, errno, "cannot wait for a signal") : fd;
}

static void redraw(const struct watcher *watcher)
{
	struct signalfd_siginfo ignored;

	while (read(watcher->resize_fd, &ignored, sizeof(ignored)) > 0)
		;
	show(watcher, false);
}

/* ---- time ---- */

static int milliseconds_left(uint64_t end_ns)
{
	uint64_t now = clock_now_ns(CLOCK_MONOTONIC), left;

	if (now >= end_ns)
		return 0;
	left = (end_ns - now + NS_PER_MS - 1) / NS_PER_MS;
	return left < 60000 ? (int)left : 60000;
}

/* Until the next reading is due; one that was missed is not made up for. */
static void wait_for_next(struct watcher *watcher)
{
	uint64_t now;

	while (!stop_requested && milliseconds_left(watcher->next_ns)) {
		struct pollfd polled[] = {
			{.fd = watcher->watch->stop_fd, .events = POLLIN},
			{.fd = watcher->resize_fd, .events = POLLIN},
		};

		poll(polled, sizeof(polled) / sizeof(polled[0]),
		     milliseconds_left(watcher->next_ns));
		if (polled[1].revents)
			redraw(watcher);
	}
	now = clock_now_ns(CLOCK_MONOTONIC);
	watcher->next_ns += watcher->watch->interval_ns;
	if (watcher->next_ns < now)
		watcher->next_ns = now + watcher->watch->interval_ns;
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

static int watch_on(struct watcher *watcher, struct error *error)
{
	const struct stats_watch *watch = watcher->watch;

	for (uint64_t done = 0; !watch->count || done < watch->count; done++) {
		struct snapshot snapshot CLEANUP(snapshot_release) = {0};

		wait_for_next(watcher);
		if (stop_requested)
			return 0;
		if (read_now(watch, &snapshot, error))
			return -1;
		rates_step(&watcher->rates, &snapshot);
		show(watcher, false);
		if (!has_reader())
			return 0;
	}
	return 0;
}

static int begin_screen(struct watcher *watcher, struct error *error)
{
	watcher->resize_fd = catch_resizes(error);
	if (watcher->resize_fd < 0)
		return -1;
	show(watcher, true);
	return 0;
}

int stats_watch_run(const struct stats_watch *watch, struct snapshot *first,
		    struct error *error)
{
	struct watcher watcher = {
		.watch = watch,
		.resize_fd = -1,
		.next_ns = clock_now_ns(CLOCK_MONOTONIC) + watch->interval_ns,
	};
	int failed;

	rates_begin(&watcher.rates, first);
	failed = (watch->draws_screen && begin_screen(&watcher, error)) ||
		 watch_on(&watcher, error);
	rates_release(&watcher.rates);
	cleanup_close(&watcher.resize_fd);
	return failed ? -1 : 0;
}
