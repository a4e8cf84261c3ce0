# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # what the files read, and what ../root/lib sets
#
# What the fault tests have in common: all of the root tests' words, and those for faults. By
# default a sweep takes a part of its points, and a test that does says so in its name; with
# EBPFCTL_TEST_LARGE, which `make check-fault` sets, all of them.

load ../root/lib

is_large() {
	[ -n "${EBPFCTL_TEST_LARGE-}" ]
}

# swept COUNT CLASS: for the sums at the end of tests/run.
swept() {
	echo "# swept $1 $2" >&3
}

# struck NUMBER WHEN WORD...: ebpfctl, killed before the WHENth system call of that NUMBER; leaves
# $status, $out and $err.
struck() {
	status=0
	timeout --kill-after=5 60 "$EBPFCTL_BUILDDIR/tests/fault/strike" "$1" "$2" \
		"$EBPFCTL" "${@:3}" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# What changes something that outlives the process; and what only waits, so that how often it
# comes is not the same each time.
readonly CHANGING='^(mkdir|rmdir|rename|renameat2|unlink|unlinkat|chmod|fchmod|chown|mount|flock|perf_event_open|ioctl)\(|^bpf\(BPF_(OBJ_PIN|LINK_|MAP_UPDATE|PROG_BIND)'
readonly WAITING='^(clock_nanosleep|nanosleep|epoll_wait|epoll_pwait|poll|restart_syscall)\(|_GET_NEXT_ID'

# calls_of WORD...: runs ebpfctl, and writes its system calls into the file `calls`, a line each:
# NAME, its NUMBER, which of that name it is, and "changes", "waits" or "looks".
calls_of() {
	strace -f -qq -n -o trace -e signal=none "$EBPFCTL" "$@" >traced.out 2>traced.err 3>&-
	awk -v changing="$CHANGING" -v waiting="$WAITING" '
	{
		sub(/^[0-9]+ +\[ */, "")
		number = $0 + 0
		sub(/^[0-9]+\] /, "")
		if (!match($0, /^[a-z0-9_]+\(/) || /^execve\(/)
			next
		name = substr($0, 1, RLENGTH - 1)
		sort = $0 ~ changing ? "changes" : $0 ~ waiting ? "waits" : "looks"
		print name, number, ++count[name], sort
	}' trace >calls
}

# ids_now >FILE, and whether no other than those are there; the kernel frees some a little later.
ids_now() {
	"$helpers/bpfids" | sort
}

only_ids_of() {
	local end=$((SECONDS + IDS_PATIENCE)) left

	while left=$(ids_now | comm -13 "$1" -) && [ -n "$left" ]; do
		[ "$SECONDS" -lt "$end" ] || {
			printf 'left behind:\n%s\n' "$left"
			return 1
		}
		nap
	done
}

# pin_tree: every name below ours, in one line.
pin_tree() {
	(shopt -s globstar nullglob dotglob && cd "$PINS" 2>/dev/null && echo ./**)
}
