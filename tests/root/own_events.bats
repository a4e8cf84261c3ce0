#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# events of an object of one's own: each record once, by its BTF, as text or in hex.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

object=$EBPFCTL_BUILDDIR/tests/objects/events.bpf.o

# load_events: its records are of the kills by this process.
load_events() {
	me=$BASHPID
	ctl load "$object"
	same "standard error of load" "$err" ""
	same "the exit status of load" "$status" 0
	bpftool map update pinned "$PINS/events/maps/target" key 0 0 0 0 \
		value $((me & 255)) $((me >> 8 & 255)) $((me >> 16 & 255)) 0
}

# to_ring COUNT: that many records, and not another.
to_ring() {
	local i

	for ((i = 0; i < $1; i++)); do
		kill -0 "$me"
	done
}

# to_perf COUNT
to_perf() {
	local i

	for ((i = 0; i < $1; i++)); do
		kill -CONT "$me"
	done
}

# It has opened all, and given up its rights.
is_ready() {
	grep -q '^NoNewPrivs:.*1' "/proc/$pid/status"
}

@test "records of a ring buffer are structs by the type that the object declares" {
	load_events
	to_ring 3
	ctl events events --map ring -c 3
	same "standard error" "$err" "3 events"
	same "the exit status" "$status" 0
	same "the head" "$(head -n 1 <<<"$out")" "       pid          to      number  comm"
	same "the numbers" "$(awk 'NR > 1 { print $1, $2, $3 }' <<<"$out")" "$me $me 1
$me $me 2
$me $me 3"
}

@test "in JSON each record has its type, and the end its sums" {
	load_events
	to_ring 2
	ctl events events --map ring -j -c 2
	same "the records" "$(head -n 2 <<<"$out" | jq -c '[.type, .seq, .map, .data.pid, .data.number]')" \
		"[\"sent\",0,\"ring\",$me,1]
[\"sent\",1,\"ring\",$me,2]"
	same "the end" "$(tail -n 1 <<<"$out" | jq -c '[.type, .events, .lost, .reason]')" \
		'["summary",2,null,"count"]'
}

@test "the next reader goes on where the last one ended" {
	load_events
	to_ring 5
	ctl events events --map ring -c 2 -j
	same "the first" "$(head -n 2 <<<"$out" | jq .data.number | paste -sd ' ')" "1 2"
	ctl events events --map ring -d 0.3 -j
	same "the rest" "$(head -n -1 <<<"$out" | jq .data.number | paste -sd ' ')" "3 4 5"
}

@test "records of a perf event array come as text, and are counted" {
	load_events
	as=count start "$EBPFCTL" events events --map perf --as text --count -c 20
	eventually is_ready
	to_perf 20
	ended "$pid"
	same "the exit status" "$status" 0
	same "the counts" "$(cat count.out)" "    COUNT EVENT
       20 $(<"/proc/$me/comm")"
}

@test "a field is counted, and one that is not there is told" {
	load_events
	to_ring 4
	ctl events events --map ring --count=to -c 4
	gives 0 "    COUNT to
        4 $me" "4 events"
	to_ring 2
	ctl events events --map ring --count=none -c 2
	same "the exit status" "$status" 1
	same "standard error" "$err" "2 events
ebpfctl: cannot count 'none': 2 events have no such field"
}

@test "hex shows the bytes" {
	load_events
	to_ring 1
	ctl events events --map ring --as hex -c 1
	[[ $out =~ ^([0-9a-f][0-9a-f]\ ){31}[0-9a-f][0-9a-f]$ ]]
}

# load_records: its records are of the kills by this process, and of types that none declares.
load_records() {
	object=$EBPFCTL_BUILDDIR/tests/objects/records.bpf.o
	me=$BASHPID
	ctl load "$object"
	same "standard error of load" "$err" ""
	same "the exit status of load" "$status" 0
	bpftool map update pinned "$PINS/records/maps/target" key 0 0 0 0 \
		value $((me & 255)) $((me >> 8 & 255)) $((me >> 16 & 255)) 0
}

@test "a record is the struct that its map's definition has, also where its text ends early" {
	load_records
	kill -0 "$me"
	kill -CONT "$me"
	ctl events records --map telling -j -c 2
	same "standard error" "$err" ""
	same "the records" "$(head -n 2 <<<"$out" | jq -c '[.type, .data.number, .data.text]')" \
		'["told",1,"as many as there are"]
["told",2,"as many"]'
	kill -CONT "$me"
	ctl events records --map telling -c 1
	gives 0 "    number  text
         3  as many" "1 events"
}

@test "a record is what a map holds, where only that is as large" {
	load_records
	kill -URG "$me"
	ctl events records --map silent -j -c 1
	same "the record" "$(head -n 1 <<<"$out" | jq -c '[.type, .data.number, .data.twice]')" \
		'["held_t",1,2]'
}

@test "a record is no struct that the kernel calls the program with; what helps is told" {
	load_records
	kill -WINCH "$me"
	ctl events records --map silent -c 1
	gives 0 "01 00 00 00 00 00 00 00 $(printf '00 %.0s' {1..23})00" "1 events
hint: records of 32 bytes are of no known type: --type STRUCT, or in the source 'const struct STRUCT *unused;'"
	kill -WINCH "$me"
	ctl events records --map silent -c 1 -q
	same "standard error with -q" "$err" ""
	kill -WINCH "$me"
	ctl events records --map silent -c 1 --as hex
	same "standard error with --as" "$err" "1 events"
	kill -WINCH "$me"
	ctl events records --map silent -c 1 -j --type kill_arguments
	same "with --type" "$(head -n 1 <<<"$out" | jq -c '[.type, .data.common]')" \
		'["kill_arguments",4]'
	same "standard error with --type" "$err" ""
	kill -WINCH "$me"
	ctl events records --map silent -c 1 -j --type kill_arguments_t
	same "with a typedef" "$(head -n 1 <<<"$out" | jq -c '[.type, .data.common]')" \
		'["kill_arguments",5]'
}

@test "a second reader is refused, with the first one's pid" {
	load_events
	start "$EBPFCTL" events events
	eventually is_ready
	ctl events events
	gives 1 "" "ebpfctl: cannot read 'events': process $pid reads its events already
hint: two would share the events between them, each having a part"
}

@test "unload ends a reader, after what was sent before" {
	load_events
	as=read start "$EBPFCTL" events events -j
	eventually is_ready
	to_ring 3
	ctl unload events
	gives 0 "events   unloaded" ""
	ended "$pid"
	same "the exit status" "$status" 3
	same "the message" "$(cat read.err)" "ebpfctl: events was unloaded"
	same "the records" "$(grep -c '"type":"sent"' read.out)" 3
	same "the reason" "$(tail -n 1 read.out | jq -r .reason)" unloaded
}

@test "what does not go with an own probe is told" {
	load_events
	ctl events events -x
	gives 2 "" "ebpfctl: cannot filter 'events': filters are of opens
hint: ebpfctl help events"
	ctl events events -T
	gives 2 "" "ebpfctl: cannot choose columns of 'events': -T, -U, -e, -F and -O are of opens
hint: ebpfctl help events"
	ctl events events --map none
	gives 2 "" "ebpfctl: cannot read 'events': it has no ring buffer or perf event array 'none'
hint: ebpfctl stats events shows its maps"
	ctl events events --type none
	gives 2 "" "ebpfctl: type 'none': the programs have no such struct
hint: its structs are sent, kill_arguments"
	ctl events opens --as hex
	gives 2 "" "ebpfctl: option '--as' is of own probes, not of opens
hint: ebpfctl help events"
	ctl events none
	gives 3 "" "ebpfctl: cannot read 'none': not loaded"
}
