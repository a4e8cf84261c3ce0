// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who holds an interface's XDP slot. A program is kept by a pin, of itself or of its
 * link, by a process that has either open, or by the interface alone.
 */
#include "kern/xdp_holder.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/if_link.h>
#include <string.h>
#include <sys/stat.h>

#include "base/directory.h"
#include "base/memory.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "kern/bpffs.h"
#include "kern/handle.h"
#include "kern/netif.h"

#define DISPATCHER_NAME "xdp_dispatcher" /* libxdp's, which multiplexes the slot */
#define WALK_FDS 16

struct holder {
	uint32_t program_id;
	bool is_generic;
	char name[BPF_OBJ_NAME_LEN];
	char *pin; /* owned, NULL when there is none */
	int pid;   /* 0 when there is none */
};

/* Of a pinned program, or of a pinned XDP link; 0 for everything else. */
static uint32_t pinned_program_id(const char *path)
{
	struct error error AUTO_ERROR = {0};
	struct bpf_prog_info program;
	struct bpf_link_info link;
	int fd AUTO_CLOSE = -1;

	if (!handle_open(path, HANDLE_PROGRAM, HANDLE_READ, &fd, &error))
		return handle_program_info(fd, &program) ? 0 : program.id;
	if (!handle_open(path, HANDLE_LINK, HANDLE_READ, &fd, &error))
		return handle_link_info(fd, &link) ? 0 : link.prog_id;
	return 0;
}

/* nftw(3) hands its callback no context. */
static struct holder *walked_for;

static int look_at_pin(const char *path, const struct stat *info, int type,
		       struct FTW *state)
{
	(void)state;
	if (type != FTW_F || !S_ISREG(info->st_mode))
		return 0;
	if (pinned_program_id(path) != walked_for->program_id)
		return 0;
	walked_for->pin = memory_copy_string(path);
	return 1;
}

static void find_pin(struct holder *holder)
{
	walked_for = holder;
	nftw(BPFFS_DEFAULT_ROOT, look_at_pin, WALK_FDS, FTW_PHYS | FTW_MOUNT);
}

/* Whether one of PID's descriptors is the program, or a link of it (fdinfo of both). */
static bool has_program_open(const char *pid, uint32_t program_id)
{
	char *path AUTO_FREE = memory_format("/proc/%s/fdinfo", pid);
	char *wanted AUTO_FREE = memory_format("prog_id:\t%u\n", program_id);
	DIR *directory AUTO_CLOSEDIR = opendir(path);
	struct dirent *entry;
	bool found = false;
	char line[256];

	while (!found && (entry = directory_next(directory))) {
		int fd = openat(dirfd(directory), entry->d_name, O_RDONLY | O_CLOEXEC);
		FILE *file AUTO_FCLOSE = fd < 0 ? NULL : fdopen(fd, "r");

		while (file && !found && fgets(line, sizeof(line), file))
			found = !strcmp(line, wanted);
	}
	return found;
}

static void find_process(struct holder *holder)
{
	DIR *directory AUTO_CLOSEDIR = opendir("/proc");
	struct dirent *entry;

	while (!holder->pid && (entry = directory_next(directory))) {
		const char *at = entry->d_name;
		uint64_t pid;

		if (!parse_digits(&at, 10, &pid) && !*at &&
		    has_program_open(entry->d_name, holder->program_id))
			holder->pid = (int)pid;
	}
}

/* Closed again before processes are searched: this one has no claim to it. */
static void read_name(struct holder *holder)
{
	int fd AUTO_CLOSE = bpf_prog_get_fd_by_id(holder->program_id);
	struct bpf_prog_info info;

	if (fd >= 0 && !handle_program_info(fd, &info))
		snprintf(holder->name, sizeof(holder->name), "%s", info.name);
}

bool xdp_holder_exists(uint32_t ifindex)
{
	struct netif_xdp xdp;

	return netif_query_xdp(ifindex, &xdp) && (xdp.native_id | xdp.generic_id);
}

static bool find_holder(uint32_t ifindex, struct holder *holder)
{
	struct netif_xdp xdp;

	if (!netif_query_xdp(ifindex, &xdp) || !(xdp.native_id | xdp.generic_id))
		return false;
	holder->is_generic = !xdp.native_id;
	holder->program_id = xdp.native_id ? xdp.native_id : xdp.generic_id;
	read_name(holder);
	find_pin(holder);
	if (!holder->pin)
		find_process(holder);
	return true;
}

static void add_whereabouts(struct strbuf *words, const struct holder *holder)
{
	strbuf_add_format(words, "'%s' (id %u, %s",
			  *holder->name ? holder->name : "unknown", holder->program_id,
			  holder->is_generic ? "generic" : "native");
	if (holder->pin)
		strbuf_add_format(words, ", pinned at %s", holder->pin);
	else if (holder->pid)
		strbuf_add_format(words, ", of process %d", holder->pid);
	strbuf_add(words, ")");
}

int xdp_holder_error(const char *ifname, uint32_t ifindex, struct error *error)
{
	struct strbuf words AUTO_STRBUF = {0};
	struct holder holder = {0};

	if (!find_holder(ifindex, &holder))
		return error_set(error, ERROR_FAILED,
				 "cannot attach 'packets' to '%s': its XDP slot is held",
				 ifname);
	add_whereabouts(&words, &holder);
	error_set(error, ERROR_FAILED,
		  "cannot attach 'packets' to '%s': XDP slot held by %s", ifname,
		  strbuf_text(&words));
	if (!strncmp(holder.name, DISPATCHER_NAME, strlen(DISPATCHER_NAME)))
		error_hint(
			error,
			"libxdp's dispatcher holds it; to free it: xdp-loader unload %s --all",
			ifname);
	else if (!holder.pin && !holder.pid)
		error_hint(
			error,
			"nothing but the interface keeps it; to free it: ip link set %s %s off",
			ifname, holder.is_generic ? "xdpgeneric" : "xdp");
	else
		error_hint(
			error,
			"its owner must release it; elsewhere: ebpfctl load packets -i IFACE");
	free(holder.pin);
	return -1;
}
