#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Objects of one's own: hooks that this kernel need not be built for, settings, and what is
# refused. tests/vm/own has the other hooks.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib
load own

@test "tracepoints of each sort count exactly, also behind a tail call" {
	counts_calls tracepoint
	counts_calls tp
	counts_calls tail_call
	loads_object raw_tp
	loads_object tp_btf
	"$CALLER" 1
	"$CALLER" 1
	same "the processes that ended" "$(global raw_tp calls) $(global tp_btf calls)" "2 2"
}

@test "an iterator prints when the pin of its link is read" {
	loads_object iter
	same "a round" "$(cat "$PINS/iter/links/tasks")" "one round"
	unloads iter
}

@test "an event of the processors comes so many times a second" {
	loads_object perf_event --program tick=perf_event/cpu-clock:1000
	"$CALLER" 100000
	[ "$(global perf_event ticks)" -gt 0 ]
	unloads perf_event
}

@test "an event is of the process that --pid names, and of no other" {
	start sleep infinity
	loads_object perf_event --pid "$pid"
	"$CALLER" 100000
	same "the ticks of one that sleeps" "$(global perf_event ticks)" 0
	unloads perf_event
}

received() {
	bpftool -j map dump pinned "$PINS/xdp/maps/received" |
		jq -c '[.[].formatted.values | map(.value) | add]'
}

@test "an XDP program counts the frames of each interface that is named" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	ctl load "$OBJECTS/xdp.bpf.o" -i veth0 -i veth1
	gives 0 "xdp      loaded
  frames  xdp on veth0, native
  frames  xdp on veth1, native" ""
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	"$helpers/frames" send peer1 2 "$UDP_FRAME"
	eventually [ "$(received)" = "[7,$((7 * UDP_FRAME_SIZE))]" ]
	unloads xdp
	"$helpers/frames" send peer0 1 "$UDP_FRAME"
}

# interfaces_of XDP-PROBE: name, mode and health of each, as list has them.
interfaces_of() {
	"$EBPFCTL" list "$1" -j | jq -c '.probes[0] |
		[.health, (.links | map([.ifname, .mode, .health]) | sort)]'
}

@test "list says on which interfaces an XDP program is, and what became of them" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	ctl load "$OBJECTS/xdp.bpf.o" -i veth0 -i veth1 --mode generic
	same "the interfaces" "$(interfaces_of xdp)" \
		'["ok",[["veth0","generic","ok"],["veth1","generic","ok"]]]'
	ctl list xdp
	[[ $out == *$'\n  xdp         veth0 generic\n  xdp         veth1 generic\n'* ]]
	ip link set veth1 down
	ip link set veth1 name other
	same "a renamed one" "$(interfaces_of xdp)" \
		'["ok",[["other","generic","ok"],["veth0","generic","ok"]]]'
	new_netns
	ip link set other netns "$pid"
	same "a moved one" "$(interfaces_of xdp)" \
		'["ok",[[null,null,"interface_moved"],["veth0","generic","ok"]]]'
	ip link delete veth0
	same "a deleted one" "$(interfaces_of xdp)" \
		'["incomplete",[[null,null,"interface_gone"],[null,null,"interface_moved"]]]'
	unloads xdp
}

@test "the tutorial's packet counter is loaded as it is printed, and counts" {
	new_veth veth0 peer0
	ctl load "$OBJECTS/tutorial/counter.bpf.o" -i veth0
	gives 0 "counter  loaded
  count_packets  xdp on veth0, native" ""
	"$helpers/frames" send peer0 9 "$UDP_FRAME"
	same "the packets" "$(bpftool -j map dump pinned "$PINS/counter/maps/pkt_count" |
		jq -c '[.[].formatted.value]')" "[9]"
	unloads counter
}

@test "an XDP program does not take the place of another" {
	new_veth veth0 peer0
	loads packets -i veth0
	ctl load "$OBJECTS/xdp.bpf.o" -i veth0 --mode native
	[ "$status" -eq 1 ]
	[[ $err == "ebpfctl: cannot load 'xdp': cannot attach 'frames' to 'xdp': veth0: XDP slot held by 'packets' (id "*"pinned at $PINS/packets/links/"*")
hint: its owner must release it; elsewhere: -i IFACE" ]]
	ctl load "$OBJECTS/xdp.bpf.o" -i nothere
	gives 1 "" "ebpfctl: cannot load 'xdp': cannot attach 'frames' to 'xdp': nothere: no such interface
hint: name one with -i: peer0, veth0"
	ctl list
	[[ $out != *"xdp      ok"* ]]
}


has_filter() {
	[[ $(tc filter show dev "$1" "$2") == *" $3:["* ]]
}

@test "classifiers count what an interface receives and sends, and leave no qdisc" {
	local before

	new_veth veth0 peer0
	before=$(tc qdisc show dev veth0)
	ctl load "$OBJECTS/tc.bpf.o" -i veth0
	gives 0 "tc       loaded
  ingress  tc ingress on veth0
  egress  tc egress on veth0" ""
	has_filter veth0 ingress ingress
	has_filter veth0 egress egress
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	"$helpers/frames" send veth0 3 "$UDP_FRAME"
	same "received and sent" "$(global tc received) $(global tc sent)" "5 3"
	ctl list tc
	[[ $out == *"tc          veth0 ingress"*"tc          veth0 egress"* ]]
	unloads tc
	same "the qdiscs" "$(tc qdisc show dev veth0)" "$before"
}

@test "a classifier leaves the qdisc and the filter of others" {
	new_veth veth0 peer0
	tc qdisc add dev veth0 clsact
	loads_object classifier -i veth0
	tc filter add dev veth0 ingress pref 5 bpf direct-action \
		object-pinned "$PINS/classifier/progs/ingress"
	ctl unload classifier
	[ "$status" -eq 0 ]
	[[ $(tc qdisc show dev veth0) == *clsact* ]]
	[[ $(tc filter show dev veth0 ingress) == *"pref 5 "* ]]
	[[ $(tc filter show dev veth0 ingress) != *"pref 60000 "* ]]
}

@test "a classifier is taken away in its network namespace, whichever unload is run in" {
	new_netns
	nsenter --target "$pid" --net sh -c \
		'ip link add veth0 type veth peer name peer0; ip link set veth0 up'
	nsenter --target "$pid" --net "$EBPFCTL" load -q "$OBJECTS/classifier.bpf.o" -i veth0
	nsenter --target "$pid" --net tc filter show dev veth0 ingress | grep -q 'ingress:\['
	ctl list classifier
	[[ $out == "classifier ok,"* ]]
	unloads classifier
	same "the filters" "$(nsenter --target "$pid" --net tc filter show dev veth0 ingress)" ""
}

@test "a classifier whose interface is gone is incomplete, and can be unloaded" {
	new_veth veth0 peer0
	loads_object classifier -i veth0
	ip link delete veth0
	ctl list classifier
	[[ $out == "classifier incomplete,"*"veth0 ingress: the interface is gone"* ]]
	unloads classifier
}

# in_group DIR COMMAND...: by a process of that cgroup.
in_group() {
	# shellcheck disable=SC2016 # of the inner shell
	bash -c 'echo $$ >"$1/cgroup.procs" && shift && "$@"' bash "$@"
}

use_network() {
	for _ in 1 2 3; do
		(echo >/dev/udp/127.0.0.1/9) 2>/dev/null || :
		(echo >/dev/tcp/127.0.0.1/9) 2>/dev/null || :
	done
	read -r _ </proc/sys/net/core/somaxconn
}

@test "programs of a cgroup see what its processes do, and nothing else" {
	local kind
	declare -A expected=(
		[cgroup_skb]=6 [cgroup_sock]=6 [cgroup_connect]=6 [cgroup_sysctl]=1 [sockops]=3
	)

	mkdir -p group
	mount -t cgroup2 cgroup2 group || skip "this kernel has no cgroup v2"
	mkdir group/ebpfctl-own
	export -f use_network
	for kind in "${!expected[@]}"; do
		loads_object "$kind" --cgroup group/ebpfctl-own
		use_network
		in_group group/ebpfctl-own bash -c use_network
		same "the calls of $kind" "$(global "$kind" calls)" "${expected[$kind]}"
		unloads "$kind"
	done
	rmdir group/ebpfctl-own
	umount group
}

@test "a look-up of sockets is asked in the network namespace of the load" {
	loads_object sk_lookup
	use_network
	same "the packets to port 9, of UDP and of TCP" "$(global sk_lookup calls)" 6
	unloads sk_lookup
}

@test "global variables are those that were set, of each type" {
	loads_object globals --set level=-9 --set byte=0xff --set flag=true --set colour=BLUE \
		--set text=ZYX --set big=-1000000000000 --set port=65535
	"$CALLER" 2
	# level, byte, flag, colour, text[0], big, pair, port, custom
	same "the sum" "$(global globals sum)" \
		$((2 * (-9 + 255 + 1 + 40 + 90 - 1000000000000 + 1 + 2 + 65535 + 7)))
	same "the calls" "$(global globals counts)" "[0,2,0]"
	unloads globals
	loads_object globals
	"$CALLER" 1
	same "the sum" "$(global globals sum)" \
		$((-3 + 200 + 0 + 2 + 97 - 5000000000 + 1 + 2 + 80 + 7))
}

@test "all maps are pinned, libbpf's own by their section" {
	loads_object globals
	same "the maps" "$(names_in "$PINS/globals/maps")" "-bss -data -data-custom -rodata"
	loads_object map_kinds
	same "the maps" "$(names_in "$PINS/map_kinds/maps" | sed 's/-[^ ]* //g')" \
		"by_cpu by_key queue recent ring"
	loads_object map_in_map
	"$CALLER" 4
	same "the inner map" "$(bpftool -j map dump pinned "$PINS/map_in_map/maps/first" |
		jq -c '[.[].formatted.value]')" "[4]"
}

@test "a map that asks to be pinned elsewhere is pinned with the others, and only there" {
	loads_object pin_by_name
	"$CALLER" 4
	[ ! -e /sys/fs/bpf/shared ]
	same "its value" "$(bpftool -j map dump pinned "$PINS/pin_by_name/maps/shared" |
		jq -c '[.[].formatted.value]')" "[4]"
	unloads pin_by_name
}

@test "a map is made for as many entries as --map-size says" {
	loads_object map_kinds --map-size by_key=3 --map-size ring=64K
	same "the sizes" "$(bpftool -j map show pinned "$PINS/map_kinds/maps/by_key" |
		jq .max_entries) $(bpftool -j map show pinned "$PINS/map_kinds/maps/ring" |
		jq .max_entries)" "3 65536"
	unloads map_kinds
}

@test "a map whose size the object leaves to its loader needs --map-size, which the hint says" {
	ctl load "$OBJECTS/sizeless.bpf.o"
	gives 1 "" "ebpfctl: cannot load 'sizeless': libbpf: map 'by_key': failed to create: Invalid argument(-22)
hint: --map-size by_key=N --map-size stacks=N: the object leaves sizes to its loader"
	no_ids_left
	loads_object sizeless --map-size by_key=8 --map-size stacks=64
	unloads sizeless
}

@test "--only and --program choose what is loaded, and where it is attached" {
	loads_object options
	"$CALLER" 3
	same "without options" "$(global options entered) $(global options left)" "3 0"
	unloads options
	loads_object options --only leave
	"$CALLER" 3
	same "with --only" "$(global options entered) $(global options left)" "0 3"
	same "its programs" "$(names_in "$PINS/options/progs")" leave
	unloads options
	loads_object options --program enter=tracepoint/syscalls/sys_enter_mkdir --program leave=none
	"$CALLER" 3
	same "at another hook" "$(global options entered) $(global options left)" "3 0"
	unloads options
}

@test "the same bytes with the same options are loaded already; else what differs is said" {
	local hint="hint: --replace keeps the counters; another --name loads it beside"

	cp "$OBJECTS/tracepoint.bpf.o" .
	loads_object tracepoint
	ctl load ./tracepoint.bpf.o
	gives 0 "tracepoint already loaded" ""
	ctl load ./tracepoint.bpf.o --pid 1
	gives 1 "" "ebpfctl: cannot load './tracepoint.bpf.o': it is loaded as 'tracepoint' with other options
$hint"
	ctl load "$OBJECTS/tp.bpf.o" --name tracepoint
	gives 1 "" "ebpfctl: cannot load '$OBJECTS/tp.bpf.o': another object is loaded as 'tracepoint'
$hint"
	ctl load ./tracepoint.bpf.o --name second
	[ "$status" -eq 0 ]
	ctl unload tracepoint second
	gives 0 "tracepoint unloaded
second   unloaded" ""
}

@test "--dry-run shows programs, hooks, maps and globals, without any rights" {
	ctl load "$OBJECTS/options.bpf.o" --set wanted=me --dry-run
	gives 0 "options  would load
  enter  tracepoint/syscalls/sys_enter_getpgid
  map -rodata: array, 1 entries, key of 4 bytes, value of 16
  map -bss: array, 1 entries, key of 4 bytes, value of 16
  global entered: unsigned long long = 0
  global left: unsigned long long = 0
  global wanted: char[16] = me" ""
	ctl load "$OBJECTS/options.bpf.o" --dry-run -j
	same "the JSON" "$(jq -c '.results[0] | [.programs[0].hook, .maps[1].value_size,
		.globals[2].value]' <<<"$out")" '["tracepoint/syscalls/sys_enter_getpgid",16,"caller"]'
	[ ! -e "$PINS" ]
}

obeys_schema() {
	"$EBPFCTL_SRCDIR/tests/root/validate" "$EBPFCTL_SRCDIR/schema/load.json" "$@"
}

@test "the JSON of a load, of --dry-run and of a failure obeys the schema" {
	! is_small || skip "processors are emulated"
	"$EBPFCTL" load "$OBJECTS/globals.bpf.o" -j >loaded.json
	"$EBPFCTL" load "$OBJECTS/globals.bpf.o" -j --name other --dry-run >plan.json
	"$EBPFCTL" load "$OBJECTS/refused.bpf.o" -j >failed.json 2>/dev/null || :
	obeys_schema loaded.json plan.json failed.json
	same "the results" "$(jq -c '[.results[].result]' loaded.json plan.json failed.json |
		tr '\n' ' ')" '["loaded"] ["loaded"] ["failed"] '
}

# refuses REASON HINT WORD...: one error, and nothing is left of it.
refuses() {
	local hint=$2

	ctl load "${@:3}"
	gives 1 "" "ebpfctl: cannot load '$3': $1${hint:+$'\n'hint: $hint}"
	no_ids_left
}

@test "a file that is no BPF object is refused in words" {
	local clang="clang -O2 -g -target bpf -c makes such an object"

	refuses "No such file or directory" "" ./nothere.o
	mkdir folder.o
	refuses "it is a directory" "" ./folder.o
	mkfifo a.fifo
	refuses "it is no regular file" "" ./a.fifo
	refuses "it is no regular file" "" /dev/zero
	: >empty.o
	refuses "it is empty" "" ./empty.o
	echo 'int x;' >text.o
	refuses "it is no ELF file" "$clang" ./text.o
	refuses "it is no BPF object, but of another machine" "$clang" /bin/true
	truncate -s 17M large.o
	refuses "it is larger than 16 MiB" "" ./large.o
	head -c 100 "$OBJECTS/xdp.bpf.o" >short.o
	refuses "it is cut short" "" ./short.o
	head -c 40 "$OBJECTS/xdp.bpf.o" >head.o
	refuses "it is cut short" "" ./head.o
	sed '1s/^\(.....\)./\1\x02/' "$OBJECTS/xdp.bpf.o" >order.o
	refuses "it is of the other byte order" "$clang" ./order.o
}

@test "an object that cannot be loaded is refused with the program and the reason" {
	ctl load "$OBJECTS/nothing.bpf.o"
	gives 1 "" "ebpfctl: cannot load '$OBJECTS/nothing.bpf.o': it has no programs"
	ctl load "$OBJECTS/legacy_maps.bpf.o"
	gives 1 "" "ebpfctl: cannot load '$OBJECTS/legacy_maps.bpf.o': libbpf cannot open it: elf: legacy map definitions in 'maps' section are not supported by libbpf v1.0+"
	ctl load "$OBJECTS/refused.bpf.o"
	[ "$status" -eq 1 ]
	[[ $err == "ebpfctl: cannot load 'refused': the kernel refused program 'reads_nothing': Permission denied"$'\n'*"invalid mem access"* ]]
	no_ids_left
}

@test "one program that cannot be attached fails the whole load, and nothing is left" {
	local object=$OBJECTS/no_such_hook.bpf.o

	ctl load "$object" --only good,no_tracepoint
	gives 1 "" "ebpfctl: cannot load 'no_such_hook': cannot attach 'no_tracepoint' to 'tracepoint/syscalls/no_such_tracepoint': No such file or directory
hint: ebpfctl hooks '*no_such_tracepoint*' shows what there is; --only NAME,... loads others"
	ctl load "$object" --only no_btf
	gives 1 "" "ebpfctl: cannot load 'no_such_hook': libbpf: prog 'no_btf': failed to find kernel BTF type ID of 'no_such_tracepoint': -3
hint: ebpfctl hooks '*no_such_tracepoint*' shows what there is"
	ctl load "$object" --only good,no_hook
	gives 1 "" "ebpfctl: cannot load '$object': cannot attach 'no_hook' to 'socket': no such kind of hook
hint: --program no_hook=none loads it and attaches it nowhere; --only chooses others"
	ctl load "$OBJECTS/cgroup_skb.bpf.o"
	gives 1 "" "ebpfctl: cannot load 'cgroup_skb': cannot attach 'hit' to 'cgroup_skb/egress': it is for a cgroup
hint: name its directory, with --cgroup DIR"
	ctl load "$OBJECTS/cgroup_skb.bpf.o" --cgroup /tmp
	gives 1 "" "ebpfctl: cannot load 'cgroup_skb': cannot attach 'hit' to 'cgroup_skb/egress': control group '/tmp': not a directory of cgroup v2"
	new_veth veth0 peer0
	ctl load "$OBJECTS/xdp.bpf.o"
	gives 1 "" "ebpfctl: cannot load 'xdp': cannot attach 'frames' to 'xdp': it is for an interface
hint: name one with -i: peer0, veth0"
	[ ! -e "$PINS" ]
}

@test "settings that do not fit are refused with the type's range" {
	local object=$OBJECTS/globals.bpf.o

	refuses "level '2147483648': not from -2147483648 to 2147483647" "" \
		"$object" --set level=2147483648
	refuses "byte '256': not from 0 to 255" "" "$object" --set byte=256
	refuses "byte '-1': not from 0 to 255" "" "$object" --set byte=-1
	refuses "byte '1 ': not a number" "" "$object" --set 'byte=1 '
	refuses "big '-9223372036854775809': not from -9223372036854775808 to 9223372036854775807" \
		"" "$object" --set big=-9223372036854775809
	refuses "colour 'PINK': not a number" "" "$object" --set colour=PINK
	refuses "flag 'yes': neither true nor false" "" "$object" --set flag=yes
	refuses "text 'abcdefgh': more than 7 bytes" "" "$object" --set text=abcdefgh
	refuses "'pair' is neither a number nor text: it cannot be set" "" "$object" --set pair=1
	refuses "it has no global variable 'nothere'" "" "$object" --set nothere=1
	refuses "its maps would take more than half of the memory, from 'by_key' on" \
		"--map-size by_key=ENTRIES makes it smaller" \
		"$OBJECTS/map_kinds.bpf.o" --map-size by_key=4294967295
	refuses "it has no map 'nothere'" "" "$object" --map-size nothere=1
	refuses "it has no program 'nothere'" "its programs: add" "$object" --only nothere
}

# killed_at CALL NUMBER: a load of tc, killed before that call; then it can be loaded again.
killed_at() {
	strace -f -qq -o /dev/null -e trace="$1" -e "inject=$1:signal=KILL:when=$2" \
		"$EBPFCTL" load "$OBJECTS/tc.bpf.o" -i veth0 >/dev/null 2>&1 || :
	ctl load "$OBJECTS/tc.bpf.o" -i veth0
	[ "$status" -eq 0 ]
	has_filter veth0 ingress ingress
	unloads tc
	[[ $(tc qdisc show dev veth0) != *clsact* ]]
}

@test "a load that is killed while it attaches leaves all of it or nothing, also of filters" {
	local at

	new_veth veth0 peer0
	for at in 3 6 9 12 15 18 21 24; do
		killed_at bpf "$at"
	done
	for at in 1 2 3 4 5 6 7 8; do
		killed_at sendto "$at"
	done
}
