#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Readers while opens come as fast as two processes can make them: each event once and in
# order, or counted. How fast that is, is told by tests/bench/run.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

# EBPFCTL_TEST_LARGE is set where there is time for all of it.
OPENS=100000
[ -z "${EBPFCTL_TEST_SMALL-}" ] || OPENS=10000
[ -z "${EBPFCTL_TEST_LARGE-}" ] || OPENS=1000000

on_tmpfs() {
	mkdir ram
	mount -t tmpfs tmpfs ram
	cd ram || return 1
}

eval "teardown_of_lib() $(declare -f teardown | tail -n +2)"
teardown() {
	is_enabled || return 0
	stop_started
	cd /
	umount --lazy "$BATS_TEST_TMPDIR/ram" 2>/dev/null || :
	teardown_of_lib
}

# Each thread's paths are PREFIX.0, PREFIX.1, ... in a text of "TID PATH" lines.
# in_order FILE COUNT: that, for two threads, COUNT in all, nothing else.
in_order() {
	awk -v wanted="$2" -v file="$1" '
		NR == 1 { next }
		{
			number = substr($2, index($2, ".") + 1)
			if (number != next_of[$1]++) {
				print file ": thread " $1 ", number " next_of[$1] - 1 " is " $2
				exit bad = 1
			}
		}
		END {
			if (bad) exit 1
			if (NR - 1 != wanted || length(next_of) != 2) {
				print file ": " NR - 1 " events of " length(next_of) " threads"
				exit 1
			}
		}' "$1"
}

# events_close FILE: of -j, each event that was delivered is there, and each one that was
# dropped is a gap in their numbers.
events_close() {
	same "the books of $1" "$(awk -F '"seq":|,"time"' '
		NF > 2 { gaps += $2 - lines - gaps; lines++ }
		END { print lines, gaps + 0, 0 }' "$1")" \
		"$(tail -n 1 "$1" | jq -r '[.delivered, .dropped,
			.hits - .delivered - .filtered - .dropped - .lapsed] | join(" ")')"
}

# counts_close FILE: of --count -j, what was counted is what was delivered, and it adds up.
counts_close() {
	same "the books of $1" "$(jq -r -s '(map(select(.type == "counts").counts[].count) | add) as $counted
		| last | "\(.delivered - $counted) \(.hits - .delivered - .filtered - .dropped - .lapsed)"' "$1")" "0 0"
}

@test "four readers with large rings get every open of two processes at full rate, in order, once" {
	local reader one two

	on_tmpfs
	loads_exactly opens
	for reader in r1 r2 r3 r4; do
		start_reader "$reader" -n s-rate -b 64M -O tid,path
	done
	start "$helpers/opener" s-rate loop /x $((OPENS / 2))
	one=$pid
	start "$helpers/opener" s-rate loop /y $((OPENS / 2))
	two=$pid
	ended "$one"
	ended "$two"
	for pid in "${started[@]:0:4}"; do
		stop_reader "$pid"
		[ "$status" -eq 0 ]
	done
	for reader in r1 r2 r3 r4; do
		same "what $reader lost" "$(sed 's/.* events, //; s/,.*//' "$reader.err")" "0 lost"
		in_order "$reader.out" "$OPENS"
	done
}

# counts_all FILE TOTAL: what lapsed is not only ours, so nothing is told where any did: a
# machine that is too busy can keep a reader from running for three seconds.
counts_all() {
	local delivered dropped lapsed

	read -r delivered dropped lapsed < <(summary_of "$1" delivered dropped lapsed)
	[ "$((delivered + dropped))" -le "$2" ]
	[ "$((delivered + dropped + lapsed))" -ge "$2" ]
}

@test "with small rings, one reader stopped, one killed and one in its place, the books of each close" {
	local stopped killed steady next one two total

	on_tmpfs
	loads_exactly opens
	start_reader stopped -j -n s-books -b 64K
	stopped=$pid
	start_reader killed -n s-books -b 64K --count
	killed=$pid
	start_reader steady -j -n s-books -b 64K --count
	steady=$pid
	as=x start "$helpers/opener" s-books loop /x
	one=$pid
	as=y start "$helpers/opener" s-books loop /y
	two=$pid
	kill -STOP "$stopped"
	kill -KILL "$killed"
	wait "$killed" || :
	sleep 2
	kill -CONT "$stopped"
	sleep 1.2 # the lease of the killed one ends 3 seconds after it renewed it
	start_reader next -j -n s-books -b 64K --count
	next=$pid
	same "the readers, by their places" \
		"$("$EBPFCTL" list -j | jq -c '[.probes[].readers[].pid]')" "[$stopped,$next,$steady]"
	kill -TERM "$one" "$two"
	ended "$one"
	ended "$two"
	# behind these no gap can be hidden
	sleep 0.1
	as=z start "$helpers/opener" s-books loop /z 10
	ended "$pid"
	for pid in "$stopped" "$steady" "$next"; do
		stop_reader "$pid"
		[ "$status" -eq 0 ]
	done
	total=$(awk '{ n += $1 } END { print n }' x.out y.out z.out)
	[ "$total" -gt 1000 ]
	counts_close steady.out
	counts_close next.out
	events_close stopped.out
	[ "$(summary_of stopped.out dropped)" -gt 0 ]
	counts_all stopped.out "$total"
	counts_all steady.out "$total"
}

@test "unload while four readers sleep, and while they stream, ends each of them with its sums" {
	local way reader busy

	for way in sleep stream; do
		loads_exactly opens
		started=()
		for reader in r1 r2 r3 r4; do
			start_reader "$reader" -n s-unload
		done
		if [ "$way" = stream ]; then
			start "$helpers/opener" s-unload loop /x
			busy=$pid
		else
			sleep 1.2 # long enough to sleep for long
		fi
		ctl unload opens
		gives 0 "opens    unloaded" ""
		for pid in "${started[@]:0:4}"; do
			ended "$pid"
			same "the exit status" "$status" 3
		done
		for reader in r1 r2 r3 r4; do
			[[ $(<"$reader.err") == *" events, "*" lost, "*" filtered"$'\n'"ebpfctl: opens was unloaded" ]]
		done
		[ "$way" = sleep ] || {
			kill -TERM "$busy"
			ended "$busy"
		}
	done
}

# A reader sleeps for a second while nothing comes: no event may wait for the end of that.
@test "no event waits for its reader to wake up by itself, after idle time nor at full rate" {
	local count half most greatest

	loads_exactly opens
	"$EBPFCTL" events -j -n s-idle 2>idle.err | "$EBPFCTL_BUILDDIR/tests/bench/latency" >idle &
	eventually has_a_reader
	for _ in 1 2 3 4 5; do
		sleep 0.3
		"$helpers/opener" s-idle loop /x 1 >/dev/null
	done
	sleep 0.1
	kill -INT "$(reader_pid)"
	wait
	read -r count half most greatest <idle
	same "the events after idle time" "$count" 5
	[ "$most" -lt 500000 ] # microseconds

	"$EBPFCTL" events -j -n s-busy -b 16M 2>busy.err |
		"$EBPFCTL_BUILDDIR/tests/bench/latency" >busy &
	eventually has_a_reader
	"$helpers/opener" s-busy loop /x $((OPENS / 2)) >/dev/null
	sleep 0.1
	kill -INT "$(reader_pid)"
	wait
	read -r count half most greatest <busy
	same "the events at full rate" "$count" $((OPENS / 2))
	[ "$half" -lt 500000 ]
	[ "$greatest" -ge "$most" ]
}

reader_pid() {
	"$EBPFCTL" list -j | jq '.probes[].readers[].pid'
}

has_a_reader() {
	[ -n "$(reader_pid)" ]
}

# switches_of PID: how often it went to sleep by itself.
switches_of() {
	awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$1/status"
}

@test "a reader that has nothing to read wakes up about once a second, to renew its lease" {
	local before start

	loads_exactly opens
	start_reader reader -n s-nobody
	sleep 1
	start=$SECONDS
	before=$(switches_of "$pid")
	sleep 4
	# others on this machine open files too, but none that it wants
	[ $(($(switches_of "$pid") - before)) -le $((2 * (SECONDS - start + 1))) ]
	stop_reader "$pid"
}

@test "at full rate -c and -d end a reader with exactly that many events, and at that time" {
	loads_exactly opens
	start "$helpers/opener" s-limits loop /x
	ctl events -j -n s-limits -c 1000
	same "the exit status" "$status" 0
	same "the events" "$(grep -c '"type":"open"' ctl.out)" 1000
	ctl events -n s-limits -d 0.5
	same "the exit status" "$status" 0
	[[ $err == *" events, "*" lost, "*" filtered" ]]
	kill -TERM "$pid"
	ended "$pid"
}
