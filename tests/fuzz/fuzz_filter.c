// SPDX-License-Identifier: GPL-2.0-or-later
/* Filters: what is refused leaves the filter as it was, what is taken stays in its list. */
#include "core/filter.h"
#include "core/field.h"
#include "words.h"

typedef int add_function(struct ebpfctl_filter *, const char *, struct error *);

static add_function *const adders[] = {
	filter_add_pid,	 filter_add_tid,  filter_add_errno,
	filter_add_comm, filter_add_flag, filter_add_prefix,
};

/* Its lists are no longer than their places, and say so in `used`. */
static void check_lists(const struct ebpfctl_filter *filter)
{
	for (unsigned int kind = 0; kind < EBPFCTL_FILTER_KINDS; kind++) {
		PROMISE(filter->list[kind].count <= EBPFCTL_FILTER_VALUES);
		PROMISE(!filter->list[kind].count == !(filter->used & 1u << kind));
		PROMISE(!(filter->list[kind].negated >> filter->list[kind].count));
	}
	for (size_t i = 0; i < filter->list[EBPFCTL_FILTER_COMM].count; i++) {
		PROMISE(filter->comm[i].len < EBPFCTL_COMM_LEN);
		PROMISE(filter->comm[i].len >= 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ebpfctl_filter filter = {0}, before;
	struct field_list fields;
	struct error error = {0};
	struct words words;

	words_split(&words, data, size);
	for (size_t i = 0; i < words.count; i++) {
		const char *word = words.word[i];
		size_t kind = (unsigned char)*word % (sizeof(adders) / sizeof(adders[0]));

		before = filter;
		if (*word && adders[kind](&filter, word + 1, &error)) {
			PROMISE(error.kind == ERROR_USAGE && error.message);
			PROMISE(!memcmp(&before, &filter, sizeof(filter)));
		}
		if (field_list_parse(word, &fields, &error))
			PROMISE(error.kind == ERROR_USAGE && error.message);
		else
			PROMISE(fields.count >= 1 && fields.count <= FIELD_COUNT);
		check_lists(&filter);
	}
	error_clear(&error);
	free(words.text);
	return 0;
}
