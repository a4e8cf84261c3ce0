// SPDX-License-Identifier: GPL-2.0-or-later
/* Capabilities, by libcap. */
#include "kern/privs.h"

#include <stddef.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "base/strbuf.h"

static const struct {
	enum privilege privilege;
	cap_value_t capability;
	const char *name;
} privileges[] = {
	{PRIVILEGE_BPF, CAP_BPF, "CAP_BPF"},
	{PRIVILEGE_PERFMON, CAP_PERFMON, "CAP_PERFMON"},
	{PRIVILEGE_NET_ADMIN, CAP_NET_ADMIN, "CAP_NET_ADMIN"},
	{PRIVILEGE_SYS_ADMIN, CAP_SYS_ADMIN, "CAP_SYS_ADMIN"},
	{PRIVILEGE_CHOWN, CAP_CHOWN, "CAP_CHOWN"},
};

#define PRIVILEGE_COUNT (sizeof(privileges) / sizeof(privileges[0]))

static void free_caps(cap_t *caps)
{
	if (*caps)
		cap_free(*caps);
}

static bool has_capability(cap_t caps, cap_value_t capability)
{
	cap_flag_value_t value = CAP_CLEAR;

	return !cap_get_flag(caps, capability, CAP_EFFECTIVE, &value) && value == CAP_SET;
}

/* "A", "A and B", "A, B and C". */
static void add_to_list(struct strbuf *list, const char *name, size_t at, size_t count)
{
	if (at)
		strbuf_add(list, at + 1 == count ? " and " : ", ");
	strbuf_add(list, name);
}

int privs_require(unsigned int needed, const char *step, const char *object,
		  struct error *error)
{
	cap_t caps CLEANUP(free_caps) = cap_get_proc();
	struct strbuf list AUTO_STRBUF = {0};
	const char *missing[PRIVILEGE_COUNT];
	size_t count = 0;

	if (!caps)
		return error_set_errno(error, errno, "cannot read the capabilities");
	if (has_capability(caps, CAP_SYS_ADMIN))
		needed &= PRIVILEGE_CHOWN;
	for (size_t i = 0; i < PRIVILEGE_COUNT; i++)
		if (needed & privileges[i].privilege &&
		    !has_capability(caps, privileges[i].capability))
			missing[count++] = privileges[i].name;
	if (!count)
		return 0;
	for (size_t i = 0; i < count; i++)
		add_to_list(&list, missing[i], i, count);
	return error_set(error, ERROR_FAILED, "cannot %s '%s': needs %s", step, object,
			 list.text);
}

bool privs_has(enum privilege privilege)
{
	struct error ignored AUTO_ERROR = {0};

	return !privs_require(privilege, "", "", &ignored);
}

void privs_leave_no_core(void)
{
	prctl(PR_SET_DUMPABLE, 0);
}

int privs_drop_all(struct error *error)
{
	cap_t none CLEANUP(free_caps) = cap_init();

	if (!none || cap_reset_ambient() || cap_set_proc(none))
		return error_set_errno(error, errno, "cannot give up the capabilities");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_set_errno(error, errno, "cannot set no_new_privs");
	return 0;
}

/*
 * SYS_ADMIN: mounting, and perf events under perf_event_paranoid=3. DAC_READ_SEARCH: the
 * ids of tracepoints. SYS_PTRACE: which process holds a hook. SYSLOG: the
 * addresses of functions, which many kprobes at once take. CHOWN: --group.
 */
static const cap_value_t load_capabilities[] = {
	CAP_BPF,	CAP_PERFMON, CAP_NET_ADMIN, CAP_SYS_ADMIN, CAP_DAC_READ_SEARCH,
	CAP_SYS_PTRACE, CAP_SYSLOG,  CAP_CHOWN,
};

int privs_keep_for_load(bool has_group, struct error *error)
{
	cap_t now CLEANUP(free_caps) = cap_get_proc();
	cap_t kept CLEANUP(free_caps) = cap_init();
	cap_flag_value_t value;

	if (!now || !kept)
		return error_set_errno(error, errno, "cannot read the capabilities");
	for (size_t i = 0; i < sizeof(load_capabilities) / sizeof(load_capabilities[0]);
	     i++) {
		const cap_value_t *one = &load_capabilities[i];

		if (*one == CAP_CHOWN && !has_group)
			continue;
		if (cap_get_flag(now, *one, CAP_EFFECTIVE, &value) || value != CAP_SET)
			continue;
		if (cap_set_flag(kept, CAP_PERMITTED, 1, one, CAP_SET) ||
		    cap_set_flag(kept, CAP_EFFECTIVE, 1, one, CAP_SET))
			return error_set_errno(error, errno,
					       "cannot choose the capabilities");
	}
	if (cap_reset_ambient() || cap_set_proc(kept))
		return error_set_errno(error, errno,
				       "cannot give up the other capabilities");
	return 0;
}
