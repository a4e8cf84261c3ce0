// SPDX-License-Identifier: GPL-2.0-or-later
/* A text for each round over all tasks. */
#include "objects.bpf.h"

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
	__u64 seq_num;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

SEC("iter/task")
int tasks(struct bpf_iter__task *context)
{
	static const char words[] = "one round\n";

	if (!context->meta->seq_num)
		bpf_seq_write(context->meta->seq, words, sizeof(words) - 1);
	return 0;
}
