#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# apply: what is loaded becomes what the files say, and only what differs is changed.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

version=$("$EBPFCTL" --version)
version=${version##* }

# config NAME LINE...: a file in the directory that apply is told.
config() {
	local name=$1

	shift
	mkdir -p conf
	printf '%s\n' "$@" >"conf/$name.conf"
}

# apply [WORD]...: as ctl.
apply() {
	ctl apply --config conf "$@"
}

load_ids() {
	"$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .load_id]]'
}

interfaces() {
	"$EBPFCTL" stats packets -j | jq -c '[.probes[0].interfaces[] | [.ifname, .mode]]'
}

@test "apply loads what the files say, and then finds that nothing differs" {
	local before

	new_veth veth0 peer0
	new_veth veth1 peer1
	config a '# comment' '' 'packets -i veth0' '	packets  -i "veth1" --mode generic'
	config b 'opens --via tracepoint'
	apply --check
	gives 4 "packets  would load  veth0
packets  would load  veth1 generic
opens    would load  via tracepoint" ""
	apply --dry-run
	same "the exit status" "$status" 0
	[ ! -e "$PINS" ]
	apply
	gives 0 "packets  loaded  veth0 native
packets  loaded  veth1 generic: GRO is off on veth1 until unload
opens    loaded  via tracepoint" ""
	same "the interfaces" "$(interfaces)" '[["veth0","native"],["veth1","generic"]]'
	before=$("$helpers/bpfids")
	apply
	gives 0 "nothing differs" ""
	apply --check
	gives 0 "nothing differs" ""
	apply --check -j
	gives 0 '{"schema":1,"dry_run":true,"changes":[]}' ""
	apply -q
	gives 0 "" ""
	same "new ids" "$(ids_but "$before")" ""
}

@test "interfaces that files name are attached, others detached, and the rest counts on" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	config a 'packets -i veth0'
	apply -q
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	config b 'packets -i veth1'
	apply
	gives 0 "packets  attached  veth1 native: it is not attached" ""
	counts veth0 "5 300 ipv4/udp=5:300"
	config a '# nothing'
	apply --check
	gives 4 "packets  would detach  veth0: no file names it" ""
	apply
	gives 0 "packets  detached  veth0: no file names it" ""
	same "the interfaces" "$(interfaces)" '[["veth1","native"]]'
	rm conf/*
	apply -j
	same "the exit status" "$status" 0
	same "the changes" "$(jq -c '.changes[] | [.probe, .change, .result, .ifname, .reason]' <<<"$out")" \
		'["packets","unload","done",null,"no file names it"]'
	[ ! -e "$PINS" ]
}

@test "a mode that differs is changed with the counters kept; one that the driver refuses is not" {
	new_veth veth0 peer0
	config a 'packets -i veth0'
	apply -q
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	config a 'packets -i veth0 --mode generic'
	apply
	gives 0 "packets  attached  veth0 generic: it is attached in native mode; GRO is off on veth0 until unload" ""
	counts veth0 "5 300 ipv4/udp=5:300"
	"$helpers/frames" send peer0 2 "$UDP_FRAME"
	counts veth0 "7 420 ipv4/udp=7:420"
	config a 'packets -i lo'
	apply
	same "the exit status" "$status" 0
	config a 'packets -i lo --mode native'
	apply
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'lo': the driver has no native XDP"
	same "the interfaces" "$(interfaces)" '[["lo","generic"]]'
}

@test "a missing interface is named, the others are attached, and its counters go on when it is back" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	config a 'packets -i veth0' 'packets -i veth1'
	apply -q
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	ip link delete veth0
	apply
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'veth0': no such interface
hint: name one with -i: peer1, veth1"
	apply --allow-missing
	gives 0 "" "ebpfctl: cannot attach 'packets' to 'veth0': no such interface
hint: name one with -i: peer1, veth1"
	apply --check -q
	gives 4 "" "ebpfctl: cannot attach 'packets' to 'veth0': no such interface
hint: name one with -i: peer1, veth1"
	apply --check -q --allow-missing
	same "the exit status" "$status" 0
	new_veth veth0 peer0
	apply -i veth1
	gives 0 "nothing differs" ""
	apply -i veth7
	gives 0 "" ""
	apply -i veth0
	gives 0 "packets  attached  veth0 native: it is not attached" ""
	"$helpers/frames" send peer0 3 "$UDP_FRAME"
	counts veth0 "8 480 ipv4/udp=8:480"
	same "the interfaces" "$(interfaces)" '[["veth0","native"],["veth1","native"]]'
	same "the health" "$("$EBPFCTL" list -j | jq -r '.probes[0].health')" ok
}

@test "what is loaded by hand and in no file stays; what a file names becomes apply's" {
	local before

	new_veth veth0 peer0
	loads -i veth0
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	before=$(load_ids)
	mkdir conf
	apply
	gives 0 "nothing differs" ""
	config a 'packets -i veth0'
	apply
	gives 0 "packets  replaced: it was loaded by hand" ""
	same "the load ids" "$(load_ids)" "$before"
	counts veth0 "5 300 ipv4/udp=5:300"
	same "by apply" "$("$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .applied]]')" \
		'[["packets",true],["opens",false]]'
	[[ $("$EBPFCTL" list packets) == *" by version $version, by apply"* ]]
	rm conf/a.conf
	apply
	gives 0 "packets  unloaded: no file names it" ""
	same "what is left" "$("$EBPFCTL" list -j | jq -c '[.probes[].name]')" '["opens"]'
}

@test "another build is replaced with its counters kept, and what --upgrade may touch is apply's alone" {
	new_veth veth0 peer0
	config a 'packets -i veth0 --sizes --group games'
	apply -q
	loads opens
	"$helpers/opener" a-upgrade loop path 30 >/dev/null
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	next apply --upgrade
	gives 0 "packets  replaced: version $version loaded it" ""
	counts veth0 "5 300 ipv4/udp=5:300"
	same "the versions" "$("$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .version, .applied, .group]]')" \
		"[[\"packets\",\"next\",true,\"games\"],[\"opens\",\"$version\",false,null]]"
	next apply --upgrade
	gives 0 "nothing differs" ""
	apply
	gives 0 "packets  replaced: version next loaded it" ""
	config b opens
	next apply --config conf --dry-run
	gives 0 "packets  would replace: version $version loaded it
opens    would replace: version $version loaded it" ""
	next apply --config conf -q
	same "the opens" "$(opens_of a-upgrade)" "30 30"
}

@test "options that a replacement can change are changed by one, and others by a reload that says so" {
	local via other

	new_veth veth0 peer0
	config a 'packets -i veth0' opens
	apply -q
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	config a 'packets -i veth0 --sizes --group games' 'opens --group games'
	apply
	same "the exit status" "$status" 0
	same "what was done" "$out" "packets  replaced: it was loaded without --sizes
opens    replaced  via $("$EBPFCTL" list -j | jq -r '.probes[1].via'): it is for another group"
	counts veth0 "5 300 ipv4/udp=5:300"
	config a 'packets -i veth0'
	apply
	same "what was done" "$out" "packets  replaced: it was loaded with --sizes
opens    unloaded: no file names it" || same "what was done" "$out" "opens    unloaded: no file names it
packets  replaced: it was loaded with --sizes"
	counts veth0 "5 300 ipv4/udp=5:300"
	same "has sizes" "$("$EBPFCTL" stats -j packets | jq '.probes[0].interfaces[0] | has("sizes")')" false
	config a 'packets -i veth0' 'opens --via tracepoint'
	apply -q
	config a 'packets -i veth0' 'opens --via tracepoint --latency'
	apply --dry-run
	gives 0 "opens    would reload  via tracepoint: it was loaded without --latency; its counters would begin anew" ""
	apply
	gives 0 "opens    reloaded  via tracepoint: it was loaded without --latency; its counters began anew" ""
	apply
	gives 0 "nothing differs" ""
}

@test "a file that is wrong changes nothing, whatever the others say" {
	new_veth veth0 peer0
	config a 'packets -i veth0'
	config b 'opens --via nowhere' 'packets -i veth0 --mode x'
	apply
	gives 2 "" "ebpfctl: conf/b.conf:1: route 'nowhere': not auto, fexit, tracepoint or kprobe
hint: ebpfctl help load
ebpfctl: conf/b.conf:2: mode 'x': not auto, native or generic
hint: ebpfctl help load"
	[ ! -e "$PINS" ]
}

@test "without -i it is the interface of the default route, which may come later" {
	new_veth veth0 peer0
	config a packets
	apply
	gives 1 "" "ebpfctl: cannot load 'packets': there is no default route to take the interface of
hint: name one with -i: peer0, veth0"
	ip address add 10.77.0.1/24 dev veth0
	ip route add default via 10.77.0.2
	apply
	gives 0 "packets  loaded  veth0 native" ""
	ip route delete default
	apply --allow-missing
	same "the exit status" "$status" 0
	same "the interfaces" "$(interfaces)" '[["veth0","native"]]'
}

@test "without rights apply says what it needs, and changes nothing" {
	config a opens
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --inh-caps=-all \
		"$EBPFCTL" apply --config conf >ctl.out 2>ctl.err </dev/null 3>&- 8>&- || status=$?
	out=$(<ctl.out) err=$(<ctl.err)
	gives 1 "" "ebpfctl: cannot apply 'conf': needs CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN
hint: sudo ebpfctl apply"
}

@test "a file of one's own that cannot be replaced without a gap is reloaded, and that is said" {
	new_veth veth0 peer0
	cp "$EBPFCTL_BUILDDIR/tests/objects/parts.bpf.o" mine.bpf.o
	config a "$PWD/mine.bpf.o -i veth0"
	apply
	gives 0 "mine     loaded" ""
	cp "$EBPFCTL_BUILDDIR/tests/objects/parts_renamed.bpf.o" mine.bpf.o
	apply
	gives 0 "mine     reloaded: its file or its options are others; its counters began anew" ""
	same "the programs" "$("$EBPFCTL" list mine -j | jq -c '[.probes[0].health, [.probes[0].programs[].name]]')" \
		'["ok",["hit","ingress","renamed"]]'
}

@test "a file of one's own is loaded, replaced when it or its options differ, and unloaded" {
	local id note="both ran for a moment: calls in it may be counted twice"

	cp "$EBPFCTL_BUILDDIR/tests/objects/maps.bpf.o" mine.bpf.o
	config a "\"$PWD/mine.bpf.o\" --name mine"
	apply --check
	gives 4 "mine     would load" ""
	apply
	gives 0 "mine     loaded" ""
	id=$("$EBPFCTL" list mine -j | jq -r '.probes[0] | select(.applied) | .load_id')
	apply --check
	gives 0 "nothing differs" ""
	config a "$PWD/mine.bpf.o --name mine --map-size routes=77"
	apply
	gives 0 "mine     replaced: its file or its options are others; began anew: routes, nested; $note" ""
	[ "$("$EBPFCTL" list mine -j | jq -r '.probes[0].load_id')" != "$id" ]
	id=$("$EBPFCTL" list mine -j | jq -r '.probes[0].load_id')
	cp "$EBPFCTL_BUILDDIR/tests/objects/refused.bpf.o" mine.bpf.o
	config a "$PWD/mine.bpf.o --name mine"
	apply
	same "the exit status" "$status" 1
	[[ $err == "ebpfctl: cannot replace 'mine': "*"the kernel refused program 'reads_nothing'"* ]]
	same "the old one" "$("$EBPFCTL" list mine -j | jq -c '.probes[0] | [.health, .load_id]')" "[\"ok\",\"$id\"]"
	cp "$EBPFCTL_BUILDDIR/tests/objects/maps.bpf.o" mine.bpf.o
	config a "$PWD/mine.bpf.o --name mine --map-size routes=77 --group games"
	apply
	same "the group" "$(stat -c '%a %G' "$PINS/mine/maps/records")" "640 games"
	config a "$PWD/mine.bpf.o --name mine --map-size routes=77"
	apply
	same "the group" "$(stat -c '%a %G' "$PINS/mine/maps/records")" "600 root"
	mv mine.bpf.o away.bpf.o
	apply
	gives 1 "" "ebpfctl: cannot load '$PWD/mine.bpf.o': No such file or directory"
	same "what is left" "$("$EBPFCTL" list -j | jq -c '[.probes[].name]')" '["mine"]'
	rm conf/a.conf
	apply
	gives 0 "mine     unloaded: no file names it" ""
}
