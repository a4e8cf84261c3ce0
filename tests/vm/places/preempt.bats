#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# opens on a kernel that preempts fully. Runs inside of a virtual machine that is booted with
# preempt=full: tests/vm/machines.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

readonly THREADS=4 EACH=5000
readonly CALLS=$((THREADS * EACH))

# calls COMM: by threads that preempt each other on one processor.
calls() {
	touch file
	"$helpers/ways" "$1" preempted file "$THREADS" "$EACH" >calls
	same "the calls" "$(<calls)" "$CALLS $CALLS"
}

missed() {
	"$EBPFCTL" stats opens -j | jq '.probes[0].missed'
}

@test "load passes over fexit where the kernel preempts fully, says why, and counts each call" {
	ctl load opens
	gives 0 "opens    loaded  via tracepoint on sys_exit_open, _openat, _openat2, _creat (fexit: this kernel preempts fully, and would skip calls)" ""
	calls p-auto
	same "the counts" "$(opens_of p-auto)" "$CALLS 0"
	same "missed" "$(missed)" 0
}

@test "fexit by --via misses calls there, and missed says at least how many" {
	local counted

	loads opens --via fexit
	calls p-fexit
	read -r counted _ < <(opens_of p-fexit)
	[ "$counted" -lt "$CALLS" ]
	# others can be among those that were missed
	[ "$(missed)" -ge $((CALLS - counted)) ]
}

@test "kprobe counts each call there" {
	loads opens --via kprobe
	calls p-kprobe
	same "the counts" "$(opens_of p-kprobe)" "$CALLS 0"
}
