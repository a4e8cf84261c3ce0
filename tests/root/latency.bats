#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# load opens --latency: how long the opens of each comm took, by whatever route this kernel has.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

# latency_of COMM FILTER: of stats -j, what FILTER makes of the comm's buckets.
latency_of() {
	"$EBPFCTL" stats opens -j | jq -c --arg comm "$1" '.probes[0].comms[]
		| select(.comm == $comm) | .latency | '"$2"
}

# It is called as the program that it runs.
opens_fifo() {
	exec cat fifo
}

@test "each open of a comm is in a bucket, and one that waits is in that of its time" {
	local waiting

	loads opens --latency
	"$helpers/opener" l-exact loop /x 500 >/dev/null
	same "the opens of l-exact" "$(latency_of l-exact '[.buckets[].opens] | add')" 500
	same "the limits" "$(latency_of l-exact '[.buckets[].max_ns] | [.[0], .[1], .[22], .[23]]')" \
		'[1024,2048,4294967296,null]'
	same "the sum is the mean's" "$(latency_of l-exact '.sum_ns / 500 | . > 100 and . < 1e7')" true
	mkfifo fifo
	start opens_fifo
	waiting=$pid
	sleep 0.4
	echo >fifo
	ended "$waiting"
	same "those of cat above 0.25 s" \
		"$(latency_of cat '[.buckets[] | select(.max_ns == null or .max_ns > 268435456) | .opens] | add')" 1
	ctl stats opens --top 1000
	[[ $out == *$'\n'"  how long opens took, of all comms"$'\n'"  TOOK           OPENS"$'\n'* ]]
	[[ $out == *"  <= "*"us"*"  ####"* ]]
	ctl stats opens -o prometheus --top 1000
	same "the count for Prometheus" \
		"$(grep '^ebpfctl_open_latency_seconds_\(count\|bucket\).*l-exact.*\(le="+Inf"\)\?} 500$' <<<"$out" | tail -n 2)" \
		'ebpfctl_open_latency_seconds_bucket{comm="l-exact",le="+Inf"} 500
ebpfctl_open_latency_seconds_count{comm="l-exact"} 500'
	! command -v promtool >/dev/null || promtool check metrics <ctl.out
	ctl load opens --latency
	[ "$status" -eq 0 ]
	# a build that replaces it goes on with the same
	next load --replace opens
	same "the status" "$status" 0
	"$helpers/opener" l-exact loop /x 300 >/dev/null
	same "the opens of l-exact" "$("$NEXT" stats opens -j | jq '.probes[0].comms[]
		| select(.comm == "l-exact") | [.latency.buckets[].opens] | add')" 800
	"$NEXT" -q unload opens
}

@test "without --latency nothing is attached for it, and it is refused later" {
	loads opens
	[ ! -e "$PINS/opens/maps/latency" ]
	[ ! -e "$PINS/opens/maps/started" ]
	"$EBPFCTL" list -j | jq -e '[.probes[0].links[].name | select(test("enter|begin"))] == []' >/dev/null
	same "the keys" "$("$EBPFCTL" stats -j | jq -c '.probes[0] | has("latency")')" false
	ctl load opens --latency
	gives 1 "" "ebpfctl: cannot load 'opens': it is loaded without --latency
hint: ebpfctl unload opens, then load it again"
}

@test "more comms than there is room for are counted together" {
	local comms=3000

	! is_small || skip "processors are emulated: this is no test of the kernel"
	loads opens --latency
	"$helpers/opener" l-many comms "$comms" >/dev/null
	"$EBPFCTL" stats opens -j >all
	jq -e '.probes[0] | ([.latency.buckets[].opens] | add) as $all
		| ([.comms[] | .latency // empty | .buckets[].opens] | add) as $named
		| $all >= 3000 and $named < $all and ([.comms[] | select(.latency)] | length) < 2048' all >/dev/null
}
