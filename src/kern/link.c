// SPDX-License-Identifier: GPL-2.0-or-later
/* Links: attaching and releasing. */
#include "kern/link.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "base/parse.h"
#include "kern/handle.h"

#define KPROBE_PMU "/sys/bus/event_source/devices/kprobe"

int link_attach_xdp(int program_fd, uint32_t ifindex, enum ebpfctl_xdp_mode mode,
		    int *ret_fd)
{
	LIBBPF_OPTS(bpf_link_create_opts, options,
		    .flags = mode == EBPFCTL_XDP_NATIVE ? XDP_FLAGS_DRV_MODE :
							  XDP_FLAGS_SKB_MODE);
	int fd = bpf_link_create(program_fd, (int)ifindex, BPF_XDP, &options);

	if (fd < 0)
		return -1;
	*ret_fd = fd;
	return 0;
}

/* Any CPU: a program on such an event runs on all of them. */
static int attach_to_event(int program_fd, struct perf_event_attr *attributes,
			   int *ret_fd)
{
	int event AUTO_CLOSE = -1, link AUTO_CLOSE = -1;

	attributes->size = sizeof(*attributes);
	event = (int)syscall(SYS_perf_event_open, attributes, -1, 0, -1,
			     PERF_FLAG_FD_CLOEXEC);
	if (event < 0)
		return -1;
	link = bpf_link_create(program_fd, event, BPF_PERF_EVENT, NULL);
	if (link < 0 || ioctl(event, PERF_EVENT_IOC_ENABLE, 0))
		return -1;
	*ret_fd = take_fd(&link);
	return 0;
}

int link_attach_tracepoint(int program_fd, uint64_t tracepoint_id, int *ret_fd)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_TRACEPOINT,
		.config = tracepoint_id,
	};

	return attach_to_event(program_fd, &attributes, ret_fd);
}

static int attach_tracing(int program_fd, enum bpf_attach_type type, int *ret_fd)
{
	int fd = bpf_link_create(program_fd, 0, type, NULL);

	if (fd < 0)
		return -1;
	*ret_fd = fd;
	return 0;
}

int link_attach_fexit(int program_fd, int *ret_fd)
{
	return attach_tracing(program_fd, BPF_TRACE_FEXIT, ret_fd);
}

int link_attach_fentry(int program_fd, int *ret_fd)
{
	return attach_tracing(program_fd, BPF_TRACE_FENTRY, ret_fd);
}

/* A number in a file of the kprobe PMU, behind PREFIX; -1 with errno. */
static int read_pmu(const char *path, const char *prefix, uint64_t *ret_number)
{
	FILE *file AUTO_FCLOSE = fopen(path, "re");
	size_t length = strlen(prefix);
	const char *at;
	char line[64];

	if (!file)
		return -1;
	if (!fgets(line, sizeof(line), file) || strncmp(line, prefix, length)) {
		errno = EINVAL;
		return -1;
	}
	at = line + length;
	return parse_digits(&at, 10, ret_number);
}

int link_attach_kprobe(int program_fd, const char *function, bool is_return, int *ret_fd)
{
	struct perf_event_attr attributes = {.config1 = (uintptr_t)function};
	uint64_t type, bit;

	if (read_pmu(KPROBE_PMU "/type", "", &type) ||
	    read_pmu(KPROBE_PMU "/format/retprobe", "config:", &bit))
		return -1;
	attributes.type = (uint32_t)type;
	attributes.config = is_return ? 1ull << bit : 0;
	return attach_to_event(program_fd, &attributes, ret_fd);
}

static bool is_tracing(__u32 link_id, __s32 btf_id)
{
	int fd AUTO_CLOSE = bpf_link_get_fd_by_id(link_id);
	struct bpf_link_info info;

	return fd >= 0 && !handle_link_info(fd, &info) &&
	       info.type == BPF_LINK_TYPE_TRACING &&
	       info.tracing.target_btf_id == (__u32)btf_id;
}

bool link_is_traced(const char *function)
{
	__s32 btf_id = libbpf_find_vmlinux_btf_id(function, BPF_TRACE_FEXIT);
	__u32 id = 0;

	while (btf_id > 0 && !bpf_link_get_next_id(id, &id))
		if (is_tracing(id, btf_id))
			return true;
	return false;
}

/* What newer kernels say of a link of this type; the header of Linux 6.1 ends before it. */
struct perf_event_link_info {
	__u32 type, id, prog_id, unused;
	__u32 event_type, unused_too;
	__u64 name;
	__u32 name_len, offset;
	__u64 address, missed, cookie;
};

/* enum bpf_perf_event_type */
#define EVENT_KPROBE 3
#define EVENT_KRETPROBE 4

int link_kprobe_missed(int fd, uint64_t *ret_missed)
{
	struct perf_event_link_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -1;
	if (info.event_type != EVENT_KPROBE && info.event_type != EVENT_KRETPROBE)
		return -1;
	*ret_missed = info.missed;
	return 0;
}

static bool runs(const struct bpf_link_info *link, int program_fd)
{
	struct bpf_prog_info program;

	return !handle_program_info(program_fd, &program) && program.id == link->prog_id;
}

static bool is_updated(uint32_t type)
{
	return type == BPF_LINK_TYPE_XDP || type == BPF_LINK_TYPE_CGROUP ||
	       type == BPF_LINK_TYPE_NETNS;
}

int link_update(const char *path, int program_fd, struct error *error)
{
	struct bpf_link_info info;
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_LINK, HANDLE_WRITE, &fd, error))
		return -1;
	if (handle_link_info(fd, &info))
		return error_set_errno(error, errno, "cannot ask about '%s'", path);
	if (!is_updated(info.type) || runs(&info, program_fd))
		return 0;
	if (bpf_link_update(fd, program_fd, NULL) && errno != ENOLINK)
		return error_set_errno(error, errno, "cannot update '%s'", path);
	return 0;
}

int link_release(const char *path, struct error *error)
{
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, HANDLE_LINK, HANDLE_WRITE, &fd, error))
		return -1;
	if (unlink(path))
		return error_set_errno(error, errno, "cannot remove '%s'", path);
	/* tracing links know no detach; a link whose interface is gone has nothing to
	 * detach */
	bpf_link_detach(fd);
	return 0;
}

const char *link_type_name(uint32_t type)
{
	const char *name = libbpf_bpf_link_type_str((enum bpf_link_type)type);

	return name ? name : "unknown";
}
