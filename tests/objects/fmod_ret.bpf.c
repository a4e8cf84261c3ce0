// SPDX-License-Identifier: GPL-2.0-or-later
/* The result of a function that may be changed; it stays. */
#include "objects.bpf.h"

__u64 calls;

SEC("fmod_ret/security_task_getpgid")
int hit(__u64 *context)
{
	count(&calls);
	return 0;
}
