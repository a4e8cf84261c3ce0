#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Killed anywhere: SIGKILL before each system call of what changes something.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

@test "what is killed before a system call has not made it" {
	mkdir there
	status=0
	strace -f -qq -o /dev/null -e trace=rmdir -e inject=rmdir:signal=KILL:when=1 \
		rmdir there || status=$?
	same "the exit status" "$status" 137
	[ -d there ]
	struck mkdir:signal=KILL:when=1 load opens
	same "the exit status" "$status" 137
	[ ! -e "$PINS" ]
}
