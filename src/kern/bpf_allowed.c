// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether this process may call bpf(2) at all. */
#include "kern/bpf_allowed.h"

#include <bpf/bpf.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"

#define INITIAL_USER_NAMESPACE 0xEFFFFFFDU /* PROC_USER_INIT_INO, linux/proc_ns.h */

static bool is_in_user_namespace(void)
{
	struct stat info;

	return !stat("/proc/self/ns/user", &info) &&
	       info.st_ino != INITIAL_USER_NAMESPACE;
}

/* The line "Seccomp:" of proc_pid_status(5): 0 is none. */
static bool is_under_seccomp(void)
{
	static const char key[] = "Seccomp:\t";
	FILE *file AUTO_FCLOSE = fopen("/proc/self/status", "re");
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, strlen(key)))
			return line[strlen(key)] != '0';
	return false;
}

static int explain(int number, struct error *error)
{
	bool is_denied = number == EPERM || number == EACCES;

	if (is_denied && is_in_user_namespace()) {
		error_set(error, ERROR_FAILED, "a user namespace has no right to bpf(2)");
		error_hint(error, "run it as root outside of the container");
	} else if ((is_denied || number == ENOSYS) && is_under_seccomp()) {
		error_set(error, ERROR_FAILED, "a seccomp filter refuses bpf(2)");
		error_hint(error, "let the filter pass bpf, perf_event_open and mount: "
				  "SystemCallFilter= of systemd.exec(5), or "
				  "--security-opt seccomp= of docker");
	} else if (number == ENOSYS) {
		error_set(error, ERROR_FAILED, "this kernel has no bpf(2)");
		error_hint(error, "boot a kernel built with CONFIG_BPF_SYSCALL=y");
	} else if (is_denied) {
		error_set(error, ERROR_FAILED, "this kernel does not permit bpf(2)");
		error_hint(error, "look for a security module that denies it: dmesg");
	} else {
		error_set_errno(error, number, "cannot call bpf(2)");
	}
	return -1;
}

int bpf_allowed_to_load(struct error *error)
{
	int fd AUTO_CLOSE = bpf_map_create(BPF_MAP_TYPE_HASH, "check", sizeof(__u32),
					   sizeof(__u32), 1, NULL);

	return fd < 0 ? explain(errno, error) : 0;
}

/* No pin has the empty name. */
int bpf_allowed_to_open(struct error *error)
{
	int fd AUTO_CLOSE = bpf_obj_get("");

	return fd < 0 && errno != ENOENT ? explain(errno, error) : 0;
}
