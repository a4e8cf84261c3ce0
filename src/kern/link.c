// SPDX-License-Identifier: GPL-2.0-or-later
/* Links: attaching and releasing. */
#include "kern/link.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "kern/handle.h"

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

/* Any CPU: a program on a tracepoint's perf event runs on all of them. */
static int open_tracepoint_event(uint64_t tracepoint_id)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attributes),
		.config = tracepoint_id,
	};

	return (int)syscall(SYS_perf_event_open, &attributes, -1, 0, -1,
			    PERF_FLAG_FD_CLOEXEC);
}

int link_attach_tracepoint(int program_fd, uint64_t tracepoint_id, int *ret_fd)
{
	int event AUTO_CLOSE = open_tracepoint_event(tracepoint_id);
	int link AUTO_CLOSE = -1;

	if (event < 0)
		return -1;
	link = bpf_link_create(program_fd, event, BPF_PERF_EVENT, NULL);
	if (link < 0 || ioctl(event, PERF_EVENT_IOC_ENABLE, 0))
		return -1;
	*ret_fd = take_fd(&link);
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
