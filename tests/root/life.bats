#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From nothing to nothing: load, load again, unload, killed in the middle,
# and from another network namespace.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

# injected SYSCALL:FAULT WORD...: ebpfctl, with what strace(1) injects; leaves its $status.
injected() {
	local fault=$1

	shift
	status=0
	strace -qq -o /dev/null -e trace="${fault%%:*}" -e inject="$fault" \
		"$EBPFCTL" "$@" >out 2>err </dev/null 3>&- || status=$?
}

not_loaded_screens() {
	ctl stats
	gives 3 "" "ebpfctl: cannot read the counters: nothing is loaded
hint: ebpfctl load"
	ctl stats packets
	gives 3 "" "ebpfctl: cannot read 'packets': not loaded
hint: ebpfctl load packets"
	ctl stats opens -j
	gives 3 "" "ebpfctl: cannot read 'opens': not loaded
hint: ebpfctl load opens"
	ctl events
	gives 3 "" "ebpfctl: cannot read 'opens': not loaded
hint: ebpfctl load"
	ctl list
	gives 0 "nothing is loaded" ""
	ctl list -j
	gives 0 '{"schema":1,"probes":[],"leftovers":0}' ""
	ctl unload
	gives 3 "" "ebpfctl: cannot unload: nothing is loaded"
	ctl unload packets
	gives 3 "" "ebpfctl: cannot unload 'packets': not loaded"
	ctl unload --all
	gives 3 "" "ebpfctl: cannot unload: nothing is loaded"
}

@test "before load, every command says that nothing is loaded, and makes nothing" {
	not_loaded_screens
	no_ids_left
}

@test "after unload, every command says that nothing is loaded, and nothing is left" {
	new_veth veth0 peer0
	loads -i veth0
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	not_loaded_screens
	no_ids_left
}

@test "with one of the two loaded, the other one's commands say so" {
	loads opens
	ctl stats packets
	gives 3 "" "ebpfctl: cannot read 'packets': not loaded
hint: ebpfctl load packets"
	ctl unload packets
	gives 3 "" "ebpfctl: cannot unload 'packets': not loaded"
	ctl stats
	same "the exit status of stats" "$status" 0
	ctl unload
	gives 0 "opens    unloaded" ""
}

@test "a second load says already loaded, exits 0, and keeps counters and load ids" {
	local before

	new_veth veth0 peer0
	loads -i veth0
	"$helpers/opener" l-twice loop path 300
	"$helpers/frames" send peer0 12 "$UDP_FRAME"
	counts veth0 "12 720 ipv4/udp=12:720"
	before=$("$EBPFCTL" stats -j | jq -c '[.probes[].load_id]')
	"$helpers/bpfids" >before
	ctl load -i veth0
	same "the exit status" "$status" 0
	same "standard error" "$err" ""
	same "the lines" "$(sed -E 's/(already loaded).*/\1/' <<<"$out")" \
		"packets  already loaded
opens    already loaded"
	same "the load ids" "$("$EBPFCTL" stats -j | jq -c '[.probes[].load_id]')" "$before"
	same "the count of opens" "$(opens_of l-twice)" "300 300"
	counts veth0 "12 720 ipv4/udp=12:720"
	"$helpers/bpfids" | sort | comm -13 <(sort before) - >new
	same "new ids" "$(<new)" ""
}

@test "load -j tells each probe's result" {
	new_veth veth0 peer0
	ctl load -j -i veth0
	same "the exit status" "$status" 0
	same "standard error" "$err" ""
	same "the results" "$(jq -c '.results | map([.probe, .result, .error, .hint])' <<<"$out")" \
		'[["packets","loaded",null,null],["opens","loaded",null,null]]'
}

@test "load -q and unload -q print nothing" {
	loads -q opens
	gives 0 "" ""
	ctl -q unload
	gives 0 "" ""
}

@test "a bare load without a default route loads opens, says why packets is not, and exits 1" {
	new_veth veth0 peer0
	ctl load
	same "the exit status" "$status" 1
	same "standard error" "$err" \
		"ebpfctl: cannot load 'packets': there is no default route to take the interface of
hint: name one with -i: peer0, veth0"
	[[ $out == "opens    loaded  via "* ]]
	same "what is there" "$("$EBPFCTL" list -j | jq -c '[.probes[].name]')" '["opens"]'
	"$helpers/opener" l-bare loop path 20
	same "the count" "$(opens_of l-bare)" "20 20"
}

@test "a bare load takes the interface of the default route with the lowest metric" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	ip route add default dev veth0 metric 200
	ip route add default dev veth1 metric 100
	loads
	same "the lines" "$(head -n 1 <<<"$out")" "packets  loaded  veth1 native"
	same "what is there" "$("$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .health]]')" \
		'[["packets","ok"],["opens","ok"]]'
	"$helpers/frames" send peer1 5 "$UDP_FRAME"
	counts veth1 "5 300 ipv4/udp=5:300"
}

@test "a bare load takes the interface of the IPv6 default route where there is no other" {
	new_veth veth0 peer0
	# this network namespace's own, and of interfaces made from now on
	echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6
	echo 0 >/proc/sys/net/ipv6/conf/veth0/disable_ipv6
	ip -6 route add default dev veth0
	loads
	echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
	same "the lines" "$(head -n 1 <<<"$out")" "packets  loaded  veth0 native"
}

@test "--dry-run says what would be done, and changes nothing" {
	new_veth veth0 peer0
	"$helpers/bpfids" >before
	ctl load --dry-run -i veth0
	same "the exit status" "$status" 0
	same "standard error" "$err" ""
	[[ $out =~ ^'packets  would load  veth0 native or else generic: '[^$'\n']+$'\n''opens    would load  via '.+$ ]]
	ctl load --dry-run -j -i veth0 --mode generic
	same "the exit status" "$status" 0
	same "the plan" "$(jq -c '[.dry_run, (.results[] | [.probe, .result, (.interfaces[] | [.ifname, .mode])])]' <<<"$out")" \
		'[true,["packets","loaded",["veth0","generic"]],["opens","loaded"]]'
	[ ! -e "$PINS" ]
	loads packets -i veth0
	"$helpers/bpfids" | sort >before
	ctl load --dry-run -i veth0 -i peer0
	same "the exit status" "$status" 0
	same "the lines" "$(cut -d ' ' -f 1-6 <<<"$out" | sed 's/  via$//; s/ *$//')" \
		"packets  already loaded  veth0
packets  would add  peer0
opens    would load"
	same "new ids" "$("$helpers/bpfids" | sort | comm -13 before -)" ""
	ctl load --dry-run
	same "the exit status without a route" "$status" 1
}

@test "--dry-run refuses what load refuses, with the same words" {
	local words refused

	new_veth veth0 peer0
	loads -i veth0
	for words in "packets --sizes" "opens --latency" "packets --mode generic" \
		"packets --mode generic --replace" "opens --via kprobe" "opens --via kprobe --replace"; do
		[[ $words == opens* || $words == *--replace ]] || words+=" -i veth0"
		# shellcheck disable=SC2086 # they are words
		ctl load $words
		same "the exit status of $words" "$status" 1
		refused=$err
		# shellcheck disable=SC2086
		ctl load $words --dry-run
		gives 1 "" "$refused"
	done
	next load packets -i veth0
	refused=$err
	next load packets -i veth0 --dry-run
	gives 1 "" "$refused"
	ctl load packets --sizes --replace --dry-run
	gives 0 "packets  would replace  veth0 native" ""
}

@test "unload leaves no pin, program, map or link, also with readers and several interfaces" {
	local i

	for i in 0 1 2; do
		new_veth "veth$i" "peer$i"
	done
	loads -i veth0 -i veth1 -i veth2
	start_reader r1 -j -n l-none
	start_reader r2 -j -n l-none
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	ended "${started[0]}"
	ended "${started[1]}"
	no_ids_left
}

# ---- killed ----

@test "a load that is killed before its rename is listed as a leftover, and unload clears it" {
	loads opens
	new_veth veth0 peer0
	injected renameat2:signal=KILL:when=1 load packets -i veth0
	same "the exit status" "$status" 137
	ctl list
	same "the last line" "$(tail -n 1 <<<"$out")" \
		"leftovers of commands that died: 1; the next load or unload removes them"
	ctl unload opens
	gives 0 "opens    unloaded" ""
	no_ids_left
}

@test "an unload that is killed after its rename is finished by the next command" {
	new_veth veth0 peer0
	loads packets -i veth0
	injected unlink:signal=KILL:when=1 unload packets
	same "the exit status" "$status" 137
	ctl stats packets
	same "the exit status of stats" "$status" 3
	ctl load packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	ctl unload packets
	gives 0 "packets  unloaded" ""
	no_ids_left
}

# ---- network namespaces ----

@test "ip netns exec is refused, with the command that works, and that one goes on counting" {
	mkdir -p /run/netns
	mount -t tmpfs tmpfs /run/netns
	new_veth veth0 peer0
	ip netns add blue
	ip link set peer0 netns blue
	ip netns exec blue ip link set peer0 up
	ip netns exec blue sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
	status=0
	ip netns exec blue "$EBPFCTL" load packets -i peer0 >out 2>err || status=$?
	same "the exit status" "$status" 1
	same "standard output" "$(<out)" ""
	same "standard error" "$(<err)" \
		"ebpfctl: cannot mount '/sys/fs/bpf': this is a mount namespace of its own, where pins would vanish with it
hint: nsenter --net=/run/netns/blue ebpfctl load ..."
	no_ids_left
	nsenter --net=/run/netns/blue "$EBPFCTL" load packets -i peer0 >out
	same "load" "$(<out)" "packets  loaded  peer0 native"
	"$helpers/frames" send veth0 250 "$UDP_FRAME"
	counts peer0 "250 15000 ipv4/udp=250:15000"
	same "its health" "$("$EBPFCTL" list -j | jq -r '.probes[0].links[0].health')" ok
	ctl unload packets -i peer0
	gives 3 "" "ebpfctl: cannot unload 'packets' from 'peer0': not loaded there"
	ctl unload packets
	gives 0 "packets  unloaded" ""
	same "its XDP" "$(nsenter --net=/run/netns/blue ip -o link show peer0 | grep -c xdp || :)" 0
	ip netns delete blue
	umount /run/netns
	no_ids_left
}
