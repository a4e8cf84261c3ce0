#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# load --group: who may read what is loaded, and what of it. unprivileged bpf(2) is off, as it is
# on Debian; members and strangers have no capability at all.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031,SC2034

load lib
load own

readonly GROUP=games # a group that every Debian has
version=$("$EBPFCTL" --version)
version=${version##* }
gid=$(getent group "$GROUP" | cut -d: -f3)

# as_member|as_stranger WORD...: ebpfctl with uid 65534 and no capability, as ctl.
as_user_of() {
	local group=$1

	shift
	status=0
	setpriv --reuid 65534 --regid "$group" --clear-groups --inh-caps=-all --bounding-set=-all \
		"$EBPFCTL" "$@" >ctl.out 2>ctl.err </dev/null 3>&- 8>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

as_member() {
	as_user_of "$gid" "$@"
}

as_stranger() {
	as_user_of 65534 "$@"
}

# modes_below PINS: "MODE GID NAME" of each file and directory.
modes_below() {
	(cd "$1" && find . -printf '%m %G %P\n' | LC_ALL=C sort -k 3)
}

warning="ebpfctl: warning: others may search '/sys/fs/bpf' now (its mode was 0700, and is 0711): the way to what group '$GROUP' may read"

@test "a member reads stats and list without any capability, and a stranger nothing" {
	local route counted

	new_veth veth0 peer0
	ctl load --group "$GROUP" -i veth0
	same "the exit status" "$status" 0
	same "standard error" "$err" "$warning"
	same "the mode of the mount" "$(stat -c %A /sys/fs/bpf | cut -c 1-9)" drwx--x--
	"$helpers/frames" send peer0 12 "$UDP_FRAME"
	counts veth0 "12 720 ipv4/udp=12:720"
	counted=$("$EBPFCTL" stats packets)
	as_member stats packets
	gives 0 "$counted" ""
	as_member stats opens -j
	same "the exit status" "$status" 0
	[ "$(jq '.probes[0].opens' <<<"$out")" -gt 0 ]
	as_member stats -o prometheus
	gives 0 "$out" ""
	[[ $out == *'ebpfctl_receive_packets_total{ifname="veth0",l3="ipv4",l4="udp"} 12'* ]]
	as_member list -j
	same "what is listed" "$(jq -c '[.probes[] | [.name, .health, .group, .complete]]' <<<"$out")" \
		"[[\"packets\",\"ok\",\"$GROUP\",false],[\"opens\",\"ok\",\"$GROUP\",false]]"
	same "the interface" "$(jq -c '.probes[0].links[] | [.type, .ifname, .mode, .health]' <<<"$out")" \
		'["xdp","veth0","native","ok"]'
	as_stranger stats
	gives 1 "" "ebpfctl: cannot read 'packets': cannot open '$PINS/packets': Permission denied
hint: sudo ebpfctl stats"
	as_stranger list packets
	gives 1 "" "ebpfctl: cannot list 'packets': cannot open '$PINS/packets': Permission denied
hint: sudo ebpfctl list"
	as_stranger list
	same "the exit status" "$status" 1
}

@test "what a member may not see is left out, and said to be" {
	new_veth veth0 peer0
	ctl -q load --group "$GROUP" -i veth0
	gives 0 "" ""
	as_member list packets
	same "the exit status" "$status" 0
	same "the lines" "$(sed 's/loaded .* by/loaded DATE by/' <<<"$out")" \
		"packets  ok, loaded DATE by version ${version}, for group $GROUP
  xdp         veth0 native
  not all of it may be seen: sudo ebpfctl list
the time of runs is not taken: sysctl kernel.bpf_stats_enabled=1 takes it"
	as_member list -j opens
	same "programs with an id" "$(jq '[.probes[0].programs[] | select(has("id"))] | length' <<<"$out")" 0
	same "has readers" "$(jq '.probes[0] | has("readers")' <<<"$out")" false
	as_member stats opens -j
	same "what was missed" "$(jq '.probes[0].missed' <<<"$out")" null
	ctl list -j
	same "as root" "$(jq -c '[.probes[] | [has("complete"), has("readers")]]' <<<"$out")" \
		'[[false,true],[false,true]]'
}

@test "a member cannot stream, change, unload or open what is not for reading" {
	local path

	new_veth veth0 peer0
	ctl -q load --group "$GROUP" -i veth0
	as_member events
	same "the exit status" "$status" 1
	[[ $err == "ebpfctl: cannot "*": Permission denied"* ]]
	as_member unload
	same "the exit status" "$status" 1
	as_member load --replace
	same "the exit status" "$status" 1
	cd "$PINS" || return
	for path in */links/* */progs/* opens/maps/{rings,reader_state,reader_books,bodies,scratch,active_readers}; do
		same "$path" "$(stat -c '%a %g' "$path")" "600 0"
	done
	for path in packets/meta packets/maps/{counters,interfaces} opens/meta opens/maps/{comms,others}; do
		same "$path" "$(stat -c '%a %g' "$path")" "640 $gid"
	done
	same "lock" "$(stat -c '%a %g' lock)" "700 0"
	same "the directories" "$(stat -c '%a %g' . packets packets/maps opens/links | sort -u)" "750 $gid"
	cd "$BATS_TEST_TMPDIR" || return
}

@test "--sizes and --latency are for the group too" {
	new_veth veth0 peer0
	ctl -q load --group "$gid" --sizes --latency -i veth0
	as_member stats -j
	same "the exit status" "$status" 0
	same "what is there" "$(jq -c '[(.probes[0].interfaces[0] | has("sizes")), (.probes[1] | has("latency"))]' <<<"$out")" "[true,true]"
}

@test "--group is kept by -i and by --replace, and changed by --replace --group" {
	local before

	new_veth veth0 peer0
	new_veth veth1 peer1
	ctl -q load packets --group "$GROUP" -i veth0
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	loads packets -i veth1
	as_member stats packets
	[[ $out == *veth1* ]]
	next -q load --replace packets
	gives 0 "" ""
	EBPFCTL=$NEXT as_member stats packets
	[[ $status -eq 0 && $out == *veth0* ]]
	before=$(modes_below "$PINS")
	ctl load packets --group 65534 -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': another build of it is loaded (by version next; this is $version)
hint: ebpfctl load packets --replace keeps the counters"
	next load packets --group 65534 -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': it is loaded for group '$GROUP', not for group 'nogroup'
hint: ebpfctl load packets --group nogroup --replace"
	same "the modes" "$(modes_below "$PINS")" "$before"
	next -q load packets --group nogroup --replace
	gives 0 "" ""
	EBPFCTL=$NEXT as_member stats packets
	same "the exit status" "$status" 1
	EBPFCTL=$NEXT as_stranger stats packets
	same "the exit status" "$status" 0
	counts veth0 "5 300 ipv4/udp=5:300"
	next -q load packets --group root --replace
	gives 0 "" ""
	EBPFCTL=$NEXT as_stranger stats packets
	same "the exit status" "$status" 1
	same "the modes" "$(modes_below "$PINS/packets" | cut -d' ' -f1,2 | sort -u)" "600 0
700 0"
}

@test "there is one group for all probes, and it is forgotten with the last of them" {
	new_veth veth0 peer0
	ctl -q load packets --group "$GROUP" -i veth0
	ctl load opens --group nogroup
	gives 1 "" "ebpfctl: cannot load 'opens': 'packets' is loaded for group '$GROUP', and there is one group for all
hint: ebpfctl load opens --group $GROUP"
	loads opens
	as_member stats opens
	gives 1 "" "ebpfctl: cannot read 'opens': cannot open '$PINS/opens/maps': Permission denied
hint: sudo ebpfctl stats"
	ctl -q unload packets
	ctl -q load packets --group nogroup -i veth0
	gives 0 "" ""
	as_stranger stats packets
	same "the exit status" "$status" 0
	ctl -q unload
	loads packets -i veth0
	same "the modes" "$(modes_below "$PINS" | cut -d' ' -f1,2 | sort -u)" "600 0
700 0"
}

@test "of an own probe a member reads the maps with their types, and nothing else of it" {
	local path

	ctl load "$OBJECTS/maps.bpf.o" --group "$GROUP"
	same "the exit status" "$status" 0
	ctl stats maps --map .data -j
	same "as root" "$(jq -c '[.probes[0] | has("complete"), .maps[].variables]' <<<"$out")" \
		'[false,{"greeting":"hello","hits":3,"where":{"x":-1,"y":2}}]'
	as_member stats maps --map .data -j
	same "as a member" "$(jq -c '[.probes[0] | has("complete"), .maps[].variables]' <<<"$out")" \
		'[false,{"greeting":"hello","hits":3,"where":{"x":-1,"y":2}}]'
	as_member stats maps -j
	same "the exit status" "$status" 0
	same "the maps" "$(jq -c '[.probes[0].complete, ([.probes[0].maps[].name] | join(" "))]' <<<"$out")" \
		'[false,".bss .data .rodata first numbers per_cpu per_cpu_hash piled recent records routes second untyped waiting"]'
	as_member stats maps
	[[ $status -eq 0 && $out == *$'\n'"  not all of it may be seen: sudo ebpfctl stats"$'\n'* ]]
	as_member list maps
	[[ $status -eq 0 && $out == *"for group $GROUP"*"not all of it may be seen: sudo ebpfctl list"* ]]
	as_member stats maps --map ring
	gives 1 "" "ebpfctl: cannot open '$PINS/maps/maps/ring': Permission denied
hint: sudo ebpfctl stats"
	as_stranger stats maps
	gives 1 "" "ebpfctl: cannot read 'maps': cannot open '$PINS/maps': Permission denied
hint: sudo ebpfctl stats"
	as_stranger list maps
	same "the exit status" "$status" 1
	for path in "$PINS"/maps/{links,progs}/* "$PINS"/maps/maps/{ring,stacks,nested,filter,groups}; do
		same "$path" "$(stat -c '%a %g' "$path")" "600 0"
	done
	for path in "$PINS"/maps/{meta,types} "$PINS"/maps/maps/{-bss,records,piled,waiting}; do
		same "$path" "$(stat -c '%a %g' "$path")" "640 $gid"
	done
	unloads maps
}

@test "an own probe with another group is refused, and there is one group for all" {
	local before file=$OBJECTS/tracepoint.bpf.o

	ctl load "$file"
	same "the modes" "$(modes_below "$PINS" | cut -d' ' -f1,2 | sort -u)" "600 0
700 0"
	ctl load "$file" --group "$GROUP"
	gives 1 "" "ebpfctl: cannot load '$file': it is loaded for root alone, not for group '$GROUP'
hint: ebpfctl load $file --group $GROUP --replace"
	ctl -q unload tracepoint
	ctl -q load "$file" --group "$GROUP"
	before=$(modes_below "$PINS")
	ctl load "$file"
	gives 0 "tracepoint already loaded" ""
	ctl load "$file" --group "$GROUP"
	gives 0 "tracepoint already loaded" ""
	ctl load "$file" --group root
	gives 1 "" "ebpfctl: cannot load '$file': it is loaded for group '$GROUP', not for root alone
hint: ebpfctl load $file --group root --replace"
	ctl load "$OBJECTS/tp.bpf.o" --group nogroup
	gives 1 "" "ebpfctl: cannot load '$OBJECTS/tp.bpf.o': 'tracepoint' is loaded for group '$GROUP', and there is one group for all
hint: ebpfctl load $OBJECTS/tp.bpf.o --group $GROUP"
	same "the modes" "$(modes_below "$PINS")" "$before"
	"$CALLER" 4
	as_member stats tracepoint -j
	same "the calls" "$(jq -c '.probes[0].maps[] | select(.name == ".bss") | .variables' <<<"$out")" '{"calls":4}'
}

@test "a member cannot take the place of who reads the events of an own probe" {
	ctl -q load "$OBJECTS/events.bpf.o" --group "$GROUP"
	as_member events events
	same "the exit status" "$status" 1
	[[ $err == *": Permission denied"* ]]
	same "the way to it" "$(stat -c '%a %g' "$PINS/lock")" "700 0"
	start "$EBPFCTL" events events
	eventually [ -d "$PINS/lock/events" ]
	ctl events events
	gives 1 "" "ebpfctl: cannot read 'events': process $pid reads its events already
hint: two would share the events between them, each having a part"
	unloads events
	ended "$pid"
	same "the exit status" "$status" 3
}

@test "killed before any change of a mode or an owner, load --group lets in nobody else" {
	new_veth veth0 peer0
	killed_at_modes packets packets -i veth0
	killed_at_modes tracepoint "$OBJECTS/tracepoint.bpf.o"
}

# killed_at_modes NAME WORD...: of a load.
killed_at_modes() {
	local name=$1 call number killed=0 step=1

	shift
	# an emulated processor takes a minute for all of them
	! is_small || step=4
	for call in chmod lchown renameat2; do
		for ((number = 1; ; number += step)); do
			status=0
			strace -qq -o /dev/null -e "inject=$call:signal=KILL:when=$number" \
				"$EBPFCTL" -q load "$@" --group "$GROUP" \
				>/dev/null 2>&1 3>&- 8>&- || status=$?
			[ "$status" -ne 0 ] || break
			killed=$((killed + 1))
			same "modes for others" "$(modes_below "$PINS" | grep -v '^[67][0-7]0 ' || :)" ""
			same "readable by a group, and not this" \
				"$(modes_below "$PINS" | awk -v gid="$gid" '$1 != 600 && $1 != 700 && $2 != gid')" ""
			as_stranger stats "$name"
			same "the exit status of a stranger after $call $number" "$status" 1
			ctl -q load "$@" --group "$GROUP"
			gives 0 "" ""
			as_member stats "$name"
			same "the exit status of a member after $call $number" "$status" 0
			ctl -q unload "$name"
		done
		ctl -q unload "$name"
	done
	[ "$killed" -ge $((16 / step)) ]
}

@test "without CAP_CHOWN --group is an error that names it, and nothing is loaded" {
	new_veth veth0 peer0
	status=0
	setpriv --bounding-set -chown --inh-caps -all "$EBPFCTL" load packets -i veth0 --group "$GROUP" \
		>ctl.out 2>ctl.err </dev/null 3>&- 8>&- || status=$?
	out=$(<ctl.out) err=$(<ctl.err)
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_CHOWN
hint: sudo ebpfctl load"
	no_ids_left
}
