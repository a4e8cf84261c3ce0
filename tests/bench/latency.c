// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How old events are when they can be read: `ebpfctl events -j | latency` prints how many
 * lines there were, then the median, the 99th percentile and the greatest age, in
 * microseconds.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CAPACITY (1 << 20)
#define KEY "\"time\":"

static char buffer[CAPACITY + 1];
static int64_t *ages;
static size_t count, room;

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void add(int64_t age)
{
	if (count == room) {
		room = room ? room * 2 : 4096;
		ages = realloc(ages, room * sizeof(*ages));
		if (!ages)
			abort();
	}
	ages[count++] = age;
}

/* Seconds with nine decimals; the summary has no time. */
static void take_line(const char *line, int64_t now)
{
	const char *time = strstr(line, KEY);
	char *end;

	if (!time)
		return;
	time += strlen(KEY);
	add(now - strtoll(time, &end, 10) * 1000000000 - strtoll(end + 1, NULL, 10));
}

/* What stands behind the last whole line goes to the front: how much that is. */
static size_t take_lines(size_t length, int64_t now)
{
	char *line = buffer, *end;

	buffer[length] = '\0';
	while ((end = memchr(line, '\n', length - (size_t)(line - buffer)))) {
		*end = '\0';
		take_line(line, now);
		line = end + 1;
	}
	length -= (size_t)(line - buffer);
	memmove(buffer, line, length);
	return length;
}

static int by_value(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

int main(void)
{
	size_t length = 0;
	ssize_t got;

	while ((got = read(STDIN_FILENO, buffer + length, CAPACITY - length)) > 0)
		length = take_lines(length + (size_t)got, now_ns());
	if (!count)
		return EXIT_FAILURE;
	qsort(ages, count, sizeof(*ages), by_value);
	printf("%zu %lld %lld %lld\n", count, (long long)ages[count / 2] / 1000,
	       (long long)ages[count * 99 / 100] / 1000,
	       (long long)ages[count - 1] / 1000);
	return EXIT_SUCCESS;
}
