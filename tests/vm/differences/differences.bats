#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In what the routes of opens differ: the calls that one of them does not see, or sees otherwise,
# as ebpfctl-kernels(7) says. Runs inside of a virtual machine whose kernel has all routes.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

# by_route COMM OPENS_BY_FEXIT OPENS_BY_TRACEPOINT OPENS_BY_KPROBE WORD...: what each route
# counts, "OPENS FAILED", of the helper `ways` with these words.
by_route() {
	local comm=$1 route status=0
	local -A wanted=([fexit]=$2 [tracepoint]=$3 [kprobe]=$4)

	shift 4
	for route in fexit tracepoint kprobe; do
		loads opens --via "$route"
		"$helpers/ways" "$comm" "$@" >"$route.calls" || status=$?
		[ "$status" -ne 77 ] || skip "this kernel has no such call"
		[ "$status" -eq 0 ]
		same "what $route counts" "$(opens_of "$comm")" "${wanted[$route]}"
		ctl -q unload
	done
}

@test "calls of 32-bit programs are counted by fexit and kprobe, and not by the tracepoints" {
	touch file
	by_route d-compat "40 0" "0 0" "40 0" compat "$PWD/file" 40
	same "the calls" "$(<fexit.calls)" "40 40"
}

@test "openat2 that is refused for its size or for memory is seen by the tracepoints only" {
	touch file
	# three more are refused within do_sys_openat2
	by_route d-refused "3 3" "6 6" "3 3" refused "$PWD/file"
	same "the calls" "$(<fexit.calls)" "0 6"
}

@test "opens by io_uring are seen by no route" {
	touch file
	by_route d-uring "0 0" "0 0" "0 0" uring "$PWD/file" 20
	same "the calls" "$(<fexit.calls)" "20 20"
}

@test "open_by_handle_at is seen by no route" {
	mkdir ram
	mount -t tmpfs tmpfs ram
	# the mount itself is opened before the comm is set
	by_route d-handle "0 0" "0 0" "0 0" handle "$PWD/ram" 20
	same "the calls" "$(<fexit.calls)" "20 20"
	umount ram
}

# The kernel has as many kretprobe instances as twice its processors, and at least ten.
@test "with 40 opens blocked on a FIFO fexit and tracepoint count the next 100, kprobe loses them" {
	local route

	mkfifo fifo
	touch file
	for route in fexit tracepoint kprobe; do
		loads opens --via "$route"
		"$helpers/ways" d-beside blocked fifo 40 "$PWD/file" 100 >calls
		same "the calls" "$(<calls)" "140 140"
		if [ "$route" = kprobe ]; then
			same "what kprobe counts" "$(opens_of d-beside)" "0 0"
			# the blocked ones that it has seen are counted once they return
			[ "$(opens_of w-blocked)" != "40 0" ]
			missed_is_told
		else
			same "what $route counts" "$(opens_of d-beside)" "100 0"
			same "the blocked ones, and missed" \
				"$(($(opens_of w-blocked | cut -d ' ' -f 1) + $(missed)))" 40
			is_preempting || same "missed" "$(missed)" 0
		fi
		ctl -q unload
	done
}

# From Linux 6.7 on a link says how many calls its kretprobe has missed.
missed_is_told() {
	if printf '%s\n' 6.7 "$(uname -r)" | sort -V -C; then
		[ "$(missed)" -ge 100 ]
	else
		same "missed" "$(missed)" null
	fi
}

# A kernel that preempts lazily or fully preempts a program that runs for long enough, and skips
# it meanwhile for all others of that processor: one of fexit, and from 7 on of a tracepoint.
@test "of the opens of four processes each route counts or tells as missed each, kprobe counts each" {
	local i pids route counted

	for route in fexit tracepoint kprobe; do
		loads opens --via "$route"
		pids=()
		for i in 1 2 3 4; do
			start "$helpers/opener" d-many loop /none 2500
			pids+=("$pid")
		done
		for i in "${pids[@]}"; do
			ended "$i"
		done
		counted=$(opens_of d-many | cut -d ' ' -f 1)
		echo "# $route: $counted counted, $(missed) missed" >&3
		if [ "$route" != kprobe ] && is_preempting; then
			[ $((counted + $(missed))) -ge 10000 ]
		else
			same "counted" "$counted" 10000
		fi
		ctl -q unload
	done
}

@test "flags and mode are the caller's by the tracepoints, and the kernel's own by the others" {
	local route

	for route in fexit tracepoint kprobe; do
		unset OPENER_AT
		loads opens --via "$route"
		start_reader "$route" -j -n d-flags
		"$helpers/steps" comm d-flags open O_RDONLY none open O_PATH none \
			open O_CREAT,O_WRONLY none/none
		stop_reader "$pid"
		ctl -q unload
	done
	for route in fexit kprobe; do
		same "$route" "$(jq -c 'select(.type == "open") | [.flags, .create_mode]' "$route.out")" \
			"[32768,null]"$'\n'"[2097152,null]"$'\n'"[32833,416]"
	done
	same "tracepoint" "$(jq -c 'select(.type == "open") | [.flags, .create_mode]' tracepoint.out)" \
		"[0,null]"$'\n'"[2097152,null]"$'\n'"[65,416]"
}
