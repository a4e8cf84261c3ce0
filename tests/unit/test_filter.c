// SPDX-License-Identifier: GPL-2.0-or-later
/* Filters: from words to what the BPF program reads. */
#include "core/filter.h"

#include "tap.h"

static void takes_comm(const char *text, enum ebpfctl_comm_match match, const char *name,
		       bool is_negated)
{
	struct ebpfctl_filter filter = {0};
	struct error error AUTO_ERROR = {0};

	ok(!filter_add_comm(&filter, text, &error), text);
	is_number(filter.list[EBPFCTL_FILTER_COMM].count, 1, "is one value");
	is_number(filter.comm[0].match, match, "of the right form");
	is_number(filter.comm[0].len, strlen(name), "and length");
	is_text(filter.comm[0].text, name, "with the name alone");
	is_number(filter.list[EBPFCTL_FILTER_COMM].negated, is_negated, "negated or not");
}

static void refuses_comm(const char *text, const char *message)
{
	struct ebpfctl_filter filter = {0};
	struct error error AUTO_ERROR = {0};

	ok(filter_add_comm(&filter, text, &error) == -1, "a bad comm is refused");
	is_text(error.message, message, "by name");
	is_number(filter.list[EBPFCTL_FILTER_COMM].count, 0,
		  "and the filter is as it was");
}

static void test_comms(void)
{
	takes_comm("nginx", EBPFCTL_COMM_WHOLE, "nginx", false);
	takes_comm("nginx*", EBPFCTL_COMM_PREFIX, "nginx", false);
	takes_comm("*nginx*", EBPFCTL_COMM_PART, "nginx", false);
	takes_comm("!nginx*", EBPFCTL_COMM_PREFIX, "nginx", true);
	takes_comm("123456789012345", EBPFCTL_COMM_WHOLE, "123456789012345", false);
	refuses_comm("", "comm '': not from 1 to 15 bytes long");
	refuses_comm("!", "comm '': not from 1 to 15 bytes long");
	refuses_comm("*", "comm '*': not NAME, NAME* or *NAME*");
	refuses_comm("**", "comm '**': not from 1 to 15 bytes long");
	refuses_comm("*nginx", "comm '*nginx': not NAME, NAME* or *NAME*");
	refuses_comm("ng*nx", "comm 'ng*nx': not NAME, NAME* or *NAME*");
	refuses_comm("1234567890123456",
		     "comm '1234567890123456': not from 1 to 15 bytes long");
}

static void test_pids(void)
{
	struct ebpfctl_filter filter = {0};
	struct error error AUTO_ERROR = {0};

	ok(!filter_add_pid(&filter, "1", &error) &&
		   !filter_add_pid(&filter, "!4194304", &error),
	   "the first and the last process id are taken");
	is_number(filter.list[EBPFCTL_FILTER_PID].count, 2, "both of them");
	is_number(filter.id[EBPFCTL_FILTER_PID][1], 4194304, "with their values");
	is_number(filter.list[EBPFCTL_FILTER_PID].negated, 2, "the second one negated");
	ok(filter_add_pid(&filter, "0", &error) == -1, "there is no process 0");
	ok(filter_add_pid(&filter, "4194305", &error) == -1, "nor one beyond the limit");
	ok(filter_add_pid(&filter, "12x", &error) == -1, "nor one with letters");
	is_number(filter.list[EBPFCTL_FILTER_PID].count, 2,
		  "and the filter is as it was");
}

static void test_limit(void)
{
	struct ebpfctl_filter filter = {0};
	struct error error AUTO_ERROR = {0};

	for (uint32_t i = 0; i < EBPFCTL_FILTER_VALUES; i++)
		filter_add_uid(&filter, i, i % 2, &error);
	is_number(filter.list[EBPFCTL_FILTER_UID].count, EBPFCTL_FILTER_VALUES,
		  "as many users as there is room for");
	is_number(filter.list[EBPFCTL_FILTER_UID].negated, 0xaa,
		  "every second one negated");
	ok(filter_add_uid(&filter, 99, false, &error) == -1, "one more is refused");
	is_text(error.message, "user: at most 8 values", "with the limit");
}

int main(void)
{
	test_comms();
	test_pids();
	test_limit();
	return tap_end();
}
