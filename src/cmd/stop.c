// SPDX-License-Identifier: GPL-2.0-or-later
/* SIGINT, SIGTERM and SIGHUP as a flag and a descriptor. */
#include "cmd/stop.h"

#include <stdint.h>
#include <sys/eventfd.h>

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

#define CAUGHT_COUNT (sizeof(caught) / sizeof(caught[0]))

volatile sig_atomic_t stop_requested;
static int stop_event = -1;
static struct sigaction inherited[CAUGHT_COUNT];

/* The descriptor too: a signal between a look at the flag and poll(2) would be missed. */
void stop_request(void)
{
	int saved = errno;
	uint64_t one = 1;

	stop_requested = 1;
	if (write(stop_event, &one, sizeof(one)) < 0)
		errno = saved;
	errno = saved;
}

static void handle(int number)
{
	(void)number;
	stop_request();
}

int stop_catch_signals(int *ret_fd, struct error *error)
{
	stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (stop_event < 0)
		return error_set_errno(error, errno, "cannot make an event descriptor");
	for (size_t i = 0; i < CAUGHT_COUNT; i++) {
		const struct sigaction action = {
			.sa_handler = caught[i] == SIGPIPE ? SIG_IGN : handle,
			.sa_flags = SA_RESTART,
		};

		sigaction(caught[i], &action, &inherited[i]);
	}
	*ret_fd = stop_event;
	return 0;
}

void stop_release_signals(void)
{
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		sigaction(caught[i], &inherited[i], NULL);
}
