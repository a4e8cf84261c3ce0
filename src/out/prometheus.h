/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the writer for monitoring share; for no one else. */
#ifndef OUT_PROMETHEUS_H
#define OUT_PROMETHEUS_H

#include "base/strbuf.h"
#include "core/snapshot.h"

/* The lines that stand above the samples of NAME. */
void prometheus_begin(struct strbuf *text, const char *name, const char *type,
		      const char *help);

/* What stands between the quotes of a label: of VALUE up to SIZE bytes, or its NUL. */
void prometheus_add_label(struct strbuf *text, const char *value, size_t size);

/* VALUE, behind a name and its labels. */
void prometheus_end_sample(struct strbuf *text, uint64_t value);

/* All metrics of a probe that is loaded. */
void prometheus_add_packets(struct strbuf *text, const struct packets_snapshot *packets);
void prometheus_add_opens(struct strbuf *text, const struct opens_snapshot *opens,
			  bool is_by_comm);

#endif
