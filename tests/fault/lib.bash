# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034 # what the files read
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

# struck FAULT WORD...: ebpfctl, with what strace(1) injects by FAULT; leaves $status, $out and
# $err. A signal comes before the system call, which is not made.
struck() {
	local fault=$1

	shift
	status=0
	strace -f -qq -o /dev/null -e trace="${fault%%:*}" -e inject="$fault" \
		"$EBPFCTL" "$@" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}
