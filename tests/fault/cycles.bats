#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Over when it returns: unload and load under traffic, again and again. No hook is ever busy, and
# not one packet, open or event is counted after unload has returned.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

IS_UNHURRIED=1
load lib

PACKETS_CYCLES=15 OPENS_CYCLES=8 BOTH_CYCLES=5
! is_small || PACKETS_CYCLES=10 OPENS_CYCLES=12 BOTH_CYCLES=3
! is_large || PACKETS_CYCLES=200 OPENS_CYCLES=200 BOTH_CYCLES=30

# over COUNTER: what the kept map holds does not change any more, and was counted into.
over() {
	local first

	first=$(counted)
	[ "$1" -gt 0 ]
	nap
	nap
	same "the counters later" "$(counted)" "$first"
	rm /sys/fs/bpf/kept
}

counted() {
	bpftool -j map dump pinned /sys/fs/bpf/kept
}

# at_once PROBE: unload by root without capabilities, who cannot see by ids what the kernel has yet
# to free, and so waits for nothing. Others would wait here a second for the kept map, and in that
# time nobody would see what is counted late.
at_once() {
	with_only '' unload "$1"
	gives 0 "$(printf '%-8s unloaded' "$1")" ""
}

# keep PROBE MAP: by a second name of its pin, outside of what unload removes.
keep() {
	ln "$PINS/$1/maps/$2" /sys/fs/bpf/kept
}

opened() {
	local counts

	counts=$(opens_of "$1")
	[ "${counts% *}" -ge "$2" ]
}

@test "$PACKETS_CYCLES cycles of packets under traffic: no hook is busy, none is counted after unload" {
	local i seen

	new_veth veth0 peer0
	start "$helpers/frames" flow peer0 "$UDP_FRAME"
	for ((i = 1; i <= PACKETS_CYCLES; i++)); do
		ctl load packets -i veth0
		gives 0 "packets  loaded  veth0 native" ""
		keep packets counters
		eventually has_packets veth0 20
		seen=$(packets_on veth0)
		at_once packets
		over "${seen%% *}"
	done
	swept "$PACKETS_CYCLES" "cycles of packets"
}

@test "$OPENS_CYCLES cycles of opens under traffic: no hook is busy, none is counted after unload" {
	local i vias

	read -ra vias <<<"${EBPFCTL_TEST_ROUTES:-auto}"
	start "$helpers/opener" c-opens paced path
	for ((i = 1; i <= OPENS_CYCLES; i++)); do
		ctl load opens --via "${vias[i % ${#vias[@]}]}"
		same "standard error of load $i" "$err" ""
		[[ $out == "opens    loaded  via "* ]]
		keep opens comms
		eventually opened c-opens 20
		at_once opens
		over 20
	done
	swept "$OPENS_CYCLES" "cycles of opens, via ${vias[*]}"
}

@test "$BOTH_CYCLES cycles of both with a reader: no event is of a time after unload" {
	local i line last reader

	new_veth veth0 peer0
	start "$helpers/frames" flow peer0 "$UDP_FRAME"
	start "$helpers/opener" c-both paced path
	for ((i = 1; i <= BOTH_CYCLES; i++)); do
		ctl load -i veth0
		same "standard error of load $i" "$err" ""
		same "the first line of load $i" "${out%%$'\n'*}" "packets  loaded  veth0 native"
		start_reader events -j -n c-both
		reader=$pid
		eventually opened c-both 20
		ctl unload
		last=${EPOCHREALTIME/,/.}
		gives 0 "packets  unloaded
opens    unloaded" ""
		ended "$reader"
		same "the exit status of the reader" "$status" 3
		books_close events.out
		line=$(tail -n 2 events.out | head -n 1)
		[[ $line =~ '"time":'([0-9.]+) ]]
		[[ ${BASH_REMATCH[1]} < $last ]]
	done
	swept "$BOTH_CYCLES" "cycles of both, with a reader"
}
