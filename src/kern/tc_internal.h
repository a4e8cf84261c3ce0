/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of tc share; for no one else. */
#ifndef KERN_TC_INTERNAL_H
#define KERN_TC_INTERNAL_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "kern/tc.h"

#define TC_HOOK(name, record)                                             \
	LIBBPF_OPTS(bpf_tc_hook, name, .ifindex = (int)(record)->ifindex, \
		    .attach_point =                                       \
			    (record)->is_egress ? BPF_TC_EGRESS : BPF_TC_INGRESS)

static inline uint32_t tc_handle(const struct ebpfctl_tc_filter *record)
{
	return record->handle ? record->handle : record->program_id;
}

/*
 * The program at the place of RECORD, in this network namespace; 0 for none, as where there is no
 * such interface or qdisc. A negative number of errno where that cannot be asked.
 */
int tc_find_program_here(const struct ebpfctl_tc_filter *record, uint32_t *ret_id);

int tc_write_record(const char *stage, size_t row, const struct ebpfctl_tc_filter *record,
		    struct error *error);

#endif
