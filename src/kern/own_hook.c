// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands in SEC(), and how a program is attached there: functions and tracepoints of the
 * kernel, and functions of programs.
 */
#include <string.h>

#include "base/memory.h"
#include "base/parse.h"
#include "kern/hooks.h"
#include "kern/link.h"
#include "kern/own_internal.h"
#include "kern/tracefs.h"

/* TEXT is NULL where none is given. */
static int read_offset(const char *text, size_t *ret_offset, struct error *error)
{
	bool is_hex = text && !strncmp(text, "0x", 2);
	const char *at = text + (is_hex ? 2 : 0);
	uint64_t offset = 0;

	if (text && (parse_digits(&at, is_hex ? 16 : 10, &offset) || *at))
		return error_set(error, ERROR_FAILED, "'%s' is no offset", text);
	*ret_offset = (size_t)offset;
	return 0;
}

/* What stands behind a plus, which becomes the end of WORDS; NULL for nothing. */
static const char *cut_offset(char *words)
{
	char *plus = strchr(words, '+');

	if (plus)
		*plus++ = '\0';
	return plus;
}

static int attach_ksyscall_to(struct own_attachment *at, const char *name, bool is_return,
			      struct error *error)
{
	LIBBPF_OPTS(bpf_ksyscall_opts, options, .retprobe = is_return);

	return own_keep_libbpf_link(
		at, bpf_program__attach_ksyscall(at->program, name, &options), NULL,
		error);
}

/* A function of this name has other ones on most architectures. */
#define SYS_PREFIX "sys_"

static int attach_kprobe_to(struct own_attachment *at, bool is_return,
			    struct error *error)
{
	char *function AUTO_FREE = memory_copy_string(at->hook->target);
	LIBBPF_OPTS(bpf_kprobe_opts, options, .retprobe = is_return);

	struct bpf_link *link;

	if (read_offset(cut_offset(function), &options.offset, error))
		return -1;
	link = bpf_program__attach_kprobe_opts(at->program, function, &options);
	if (!link && errno == ENOENT &&
	    !strncmp(function, SYS_PREFIX, strlen(SYS_PREFIX)))
		return attach_ksyscall_to(at, function + strlen(SYS_PREFIX), is_return,
					  error);
	return own_keep_libbpf_link(at, link, NULL, error);
}

static int attach_kprobe(struct own_attachment *at, struct error *error)
{
	return attach_kprobe_to(at, false, error);
}

static int attach_kretprobe(struct own_attachment *at, struct error *error)
{
	return attach_kprobe_to(at, true, error);
}

static int attach_ksyscall(struct own_attachment *at, struct error *error)
{
	return attach_ksyscall_to(at, at->hook->target, false, error);
}

static int attach_kretsyscall(struct own_attachment *at, struct error *error)
{
	return attach_ksyscall_to(at, at->hook->target, true, error);
}

static int attach_kprobes(struct own_attachment *at, bool is_return, struct error *error)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, options, .retprobe = is_return);

	return own_keep_libbpf_link(at,
				    bpf_program__attach_kprobe_multi_opts(
					    at->program, at->hook->target, &options),
				    NULL, error);
}

static int attach_kprobe_multi(struct own_attachment *at, struct error *error)
{
	return attach_kprobes(at, false, error);
}

static int attach_kretprobe_multi(struct own_attachment *at, struct error *error)
{
	return attach_kprobes(at, true, error);
}

/* "BINARY:FUNCTION[+OFFSET]", or "BINARY:OFFSET" */
static int attach_uprobe_to(struct own_attachment *at, bool is_return,
			    struct error *error)
{
	char *binary AUTO_FREE = memory_copy_string(at->hook->target);
	LIBBPF_OPTS(bpf_uprobe_opts, options, .retprobe = is_return);
	char *function = strrchr(binary, ':');
	const char *offset_words;
	size_t offset;

	if (!function || function == binary || !function[1])
		return error_set(error, ERROR_FAILED, "it is not %s",
				 at->hook->kind->target);
	*function++ = '\0';
	offset_words = cut_offset(function);
	if (*function >= '0' && *function <= '9')
		offset_words = function;
	if (read_offset(offset_words, &offset, error))
		return -1;
	options.func_name = offset_words == function ? NULL : function;
	return own_keep_libbpf_link(
		at,
		bpf_program__attach_uprobe_opts(at->program, own_wanted_pid(at), binary,
						offset, &options),
		NULL, error);
}

static int attach_uprobe(struct own_attachment *at, struct error *error)
{
	return attach_uprobe_to(at, false, error);
}

static int attach_uretprobe(struct own_attachment *at, struct error *error)
{
	return attach_uprobe_to(at, true, error);
}

/* "CATEGORY/NAME"; libbpf would want tracefs to be mounted where it looks for it. */
static int attach_tracepoint(struct own_attachment *at, struct error *error)
{
	char *category AUTO_FREE = memory_copy_string(at->hook->target);
	char *name = strchr(category, '/');
	bool exists;
	uint64_t id;
	int fd;

	if (!name || name == category || !name[1] || strchr(name + 1, '/'))
		return error_set(error, ERROR_FAILED, "it is not %s",
				 at->hook->kind->target);
	*name++ = '\0';
	if (tracefs_read_id(category, name, &exists, &id, error))
		return -1;
	if (!exists)
		return own_refuse_errno(ENOENT, error);
	if (link_attach_tracepoint(bpf_program__fd(at->program), id, &fd))
		return own_refuse_errno(errno, error);
	return own_keep_link(at, fd, NULL, error);
}

static int attach_raw_tracepoint(struct own_attachment *at, struct error *error)
{
	return own_keep_libbpf_link(
		at, bpf_program__attach_raw_tracepoint(at->program, at->hook->target),
		NULL, error);
}

static int attach_trace(struct own_attachment *at, struct error *error)
{
	return own_keep_libbpf_link(at, bpf_program__attach_trace(at->program), NULL,
				    error);
}

static int attach_lsm(struct own_attachment *at, struct error *error)
{
	return own_keep_libbpf_link(at, bpf_program__attach_lsm(at->program), NULL,
				    error);
}

static int attach_iter(struct own_attachment *at, struct error *error)
{
	return own_keep_libbpf_link(at, bpf_program__attach_iter(at->program, NULL), NULL,
				    error);
}

/* The words of a user who wants it loaded, for tail calls perhaps, and nothing more. */
static int attach_nowhere(struct own_attachment *at, struct error *error)
{
	(void)at;
	(void)error;
	return 0;
}

#define FUNCTION "a function of the kernel"
#define BINARY "BINARY:FUNCTION"

const struct own_kind own_kinds[] = {
	{"kprobe", BPF_PROG_TYPE_KPROBE, 0, false, FUNCTION, attach_kprobe},
	{"kretprobe", BPF_PROG_TYPE_KPROBE, 0, false, FUNCTION, attach_kretprobe},
	{"ksyscall", BPF_PROG_TYPE_KPROBE, 0, false, "a system call", attach_ksyscall},
	{"kretsyscall", BPF_PROG_TYPE_KPROBE, 0, false, "a system call",
	 attach_kretsyscall},
	{"kprobe.multi", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, false, FUNCTION,
	 attach_kprobe_multi},
	{"kretprobe.multi", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, false, FUNCTION,
	 attach_kretprobe_multi},
	{"uprobe", BPF_PROG_TYPE_KPROBE, 0, false, BINARY, attach_uprobe},
	{"uprobe.s", BPF_PROG_TYPE_KPROBE, 0, false, BINARY, attach_uprobe},
	{"uretprobe", BPF_PROG_TYPE_KPROBE, 0, false, BINARY, attach_uretprobe},
	{"uretprobe.s", BPF_PROG_TYPE_KPROBE, 0, false, BINARY, attach_uretprobe},
	{"usdt", BPF_PROG_TYPE_KPROBE, 0, false, "BINARY:PROVIDER:NAME", own_attach_usdt},
	{"tracepoint", BPF_PROG_TYPE_TRACEPOINT, 0, false, "CATEGORY/NAME",
	 attach_tracepoint},
	{"tp", BPF_PROG_TYPE_TRACEPOINT, 0, false, "CATEGORY/NAME", attach_tracepoint},
	{"raw_tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, false, "a tracepoint",
	 attach_raw_tracepoint},
	{"raw_tp", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, false, "a tracepoint",
	 attach_raw_tracepoint},
	{"tp_btf", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, true, "a tracepoint",
	 attach_trace},
	{"fentry", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, true, FUNCTION, attach_trace},
	{"fentry.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, true, FUNCTION,
	 attach_trace},
	{"fexit", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, true, FUNCTION, attach_trace},
	{"fexit.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, true, FUNCTION, attach_trace},
	{"fmod_ret", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, true, FUNCTION,
	 attach_trace},
	{"fmod_ret.s", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, true, FUNCTION,
	 attach_trace},
	{"lsm", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, true, "a security hook", attach_lsm},
	{"lsm.s", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, true, "a security hook", attach_lsm},
	{"lsm_cgroup", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP, true, "a security hook",
	 own_attach_cgroup},
	{"iter", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, true, "what is iterated",
	 attach_iter},
	{"iter.s", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, true, "what is iterated",
	 attach_iter},
	{"xdp", BPF_PROG_TYPE_XDP, BPF_XDP, false, NULL, own_attach_xdp},
	{"xdp.frags", BPF_PROG_TYPE_XDP, BPF_XDP, false, NULL, own_attach_xdp},
	{"tc", BPF_PROG_TYPE_SCHED_CLS, 0, false, NULL, own_attach_tc},
	{"tcx", BPF_PROG_TYPE_SCHED_CLS, 0, false, NULL, own_attach_tc},
	{"classifier", BPF_PROG_TYPE_SCHED_CLS, 0, false, NULL, own_attach_tc},
	{"perf_event", BPF_PROG_TYPE_PERF_EVENT, 0, false, NULL, own_attach_perf_event},
	{"sk_lookup", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, false, NULL,
	 own_attach_netns},
	{"flow_dissector", BPF_PROG_TYPE_FLOW_DISSECTOR, BPF_FLOW_DISSECTOR, false, NULL,
	 own_attach_netns},
	{"cgroup", BPF_PROG_TYPE_UNSPEC, 0, false, "a hook of cgroups",
	 own_attach_cgroup},
	{"cgroup_skb", BPF_PROG_TYPE_CGROUP_SKB, 0, false, "ingress or egress",
	 own_attach_cgroup},
	{"sockops", BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS, false, NULL,
	 own_attach_cgroup},
	{"none", BPF_PROG_TYPE_UNSPEC, 0, false, NULL, attach_nowhere},
	{0},
};

int own_hook_parse(const char *words, struct own_hook *ret_hook)
{
	size_t length;

	words += *words == '?'; /* not loaded unless it is asked for */
	length = strcspn(words, "/");
	for (const struct own_kind *kind = own_kinds; kind->word; kind++) {
		if (strlen(kind->word) != length || strncmp(kind->word, words, length))
			continue;
		*ret_hook = (struct own_hook){
			.words = words,
			.target = words + length + (words[length] == '/'),
			.kind = kind,
		};
		return 0;
	}
	return -1;
}

bool own_hook_is_added(const struct own_hook *hook)
{
	static int (*const others[])(struct own_attachment * at, struct error * error) = {
		own_attach_xdp,	  own_attach_tc, own_attach_cgroup,
		own_attach_netns, attach_iter,	 attach_nowhere,
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (hook->kind->attach == others[i])
			return false;
	return true;
}

const char *own_hook_note(const struct own_hook *hook)
{
	if (hook->kind->attach == attach_lsm && !hooks_is_bpf_lsm_active())
		return "bpf is not among the active LSMs: it will not be run";
	return NULL;
}
