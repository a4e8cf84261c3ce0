#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# load --replace: another build in the place of a loaded one, with nothing missed. The other
# build is ebpfctl-next: another version, one more map, changed programs.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

versions() {
	"$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .health, .version]]'
}

load_ids() {
	"$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .load_id, .loaded_at]]'
}

# runs_of PROBE: what only the next build counts.
runs_of() {
	bpftool -j map lookup pinned "$PINS/$1/maps/runs" key 0 0 0 0 |
		jq '[.formatted.values[].value] | add'
}

version=$("$EBPFCTL" --version)
version=${version##* }

# ---- what it does ----

@test "--replace brings the other build, and keeps counters, load ids, modes and slots" {
	local before route

	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	loads_exactly opens
	route=${out#*via } route=${route%% (*} # without why it is this one
	"$helpers/opener" r-keeps loop path 300
	"$helpers/frames" send peer0 12 "$UDP_FRAME"
	"$helpers/frames" send peer1 5 "$UDP_FRAME"
	counts veth0 "12 720 ipv4/udp=12:720"
	before=$(load_ids)
	next load --replace
	gives 0 "packets  replaced  veth0 native
packets  replaced  veth1 native
opens    replaced  via $route" ""
	same "the versions" "$(versions)" '[["packets","ok","next"],["opens","ok","next"]]'
	same "the load ids" "$(load_ids)" "$before"
	"$helpers/opener" r-keeps loop path 200
	"$helpers/frames" send peer0 8 "$UDP_FRAME"
	counts veth0 "20 1200 ipv4/udp=20:1200"
	counts veth1 "5 300 ipv4/udp=5:300"
	same "the count of opens" "$(opens_of r-keeps)" "500 500"
	same "the runs of packets" "$(runs_of packets)" 8
	[ "$(runs_of opens)" -ge 200 ]
	ctl load --replace packets
	gives 0 "packets  replaced  veth0 native
packets  replaced  veth1 native" ""
	same "the versions" "$(versions)" \
		"[[\"packets\",\"ok\",\"$version\"],[\"opens\",\"ok\",\"next\"]]"
	[ ! -e "$PINS/packets/maps/runs" ]
	counts veth0 "20 1200 ipv4/udp=20:1200"
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	no_ids_left
}

@test "without --replace another build is refused, and the error names the option" {
	new_veth veth0 peer0
	loads -i veth0
	next load -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': another build of it is loaded (by version $version; this is next)
hint: ebpfctl load packets --replace keeps the counters
ebpfctl: cannot load 'opens': another build of it is loaded (by version $version; this is next)
hint: ebpfctl load opens --replace keeps the counters"
	same "the versions" "$(versions)" \
		"[[\"packets\",\"ok\",\"$version\"],[\"opens\",\"ok\",\"$version\"]]"
}

@test "--replace of nothing is a load, and --replace by the same build touches nothing" {
	local before

	new_veth veth0 peer0
	ctl load --replace packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	before=$("$helpers/bpfids")
	ctl load --replace packets
	gives 0 "packets  already loaded  veth0 native" ""
	ctl load --replace packets -i veth0
	gives 0 "packets  already loaded  veth0 native" ""
	same "new ids" "$(ids_but "$before")" ""
}

@test "--replace --dry-run says what would be done, and changes nothing" {
	local before

	new_veth veth0 peer0
	new_veth veth1 peer1
	loads -i veth0
	before=$("$helpers/bpfids")
	next load --replace --dry-run -j -i veth1
	same "the exit status" "$status" 0
	same "the results" "$(jq -c '[.results[] | [.probe, .result, [.interfaces[] | [.ifname, .already]]]]' \
		<<<"$out")" \
		'[["packets","replaced",[["veth1",false],["veth0",true]]],["opens","replaced",[]]]'
	next load --replace --dry-run packets
	gives 0 "packets  would replace  veth0 native" ""
	same "new ids" "$(ids_but "$before")" ""
}

@test "--replace -i adds an interface in the same step, or changes nothing" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0
	as=holder start "$helpers/xdphold" veth1 native firewall link
	eventually test -s holder.out
	next load --replace packets -i veth1
	same "the exit status" "$status" 1
	same "standard output" "$out" ""
	[[ $err == "ebpfctl: cannot replace 'packets': cannot attach 'packets' to 'veth1': "* ]]
	same "the versions" "$(versions)" "[[\"packets\",\"ok\",\"$version\"]]"
	stop_started
	next load --replace packets -i veth1
	gives 0 "packets  replaced  veth0 native
packets  added  veth1 native" ""
	"$helpers/frames" send peer1 5 "$UDP_FRAME"
	counts veth1 "5 300 ipv4/udp=5:300"
	same "the versions" "$(versions)" '[["packets","ok","next"]]'
}

@test "what cannot be changed without a gap is refused with the commands that do: route, mode" {
	local other via

	new_veth veth0 peer0
	loads -i veth0
	via=$("$EBPFCTL" list opens -j | jq -r '.probes[0].via')
	other=kprobe
	[ "$via" != kprobe ] || other=tracepoint
	next load --replace opens --via "$other"
	gives 1 "" "ebpfctl: cannot load 'opens': it is loaded via $via, not via $other
hint: ebpfctl unload opens, then load it again"
	next load --replace packets --mode generic
	gives 1 "" "ebpfctl: cannot replace 'packets': cannot attach 'packets' to 'veth0': it is attached in native mode, not in generic
hint: ebpfctl unload packets -i veth0, then load it again"
	next load --replace packets --mode generic -i veth0
	same "the exit status" "$status" 1
	same "the versions" "$(versions)" \
		"[[\"packets\",\"ok\",\"$version\"],[\"opens\",\"ok\",\"$version\"]]"
	next load --replace packets --mode native
	gives 0 "packets  replaced  veth0 native" ""
}

@test "an interface that is gone, renamed or in another namespace does not stand in the way" {
	local i

	for i in 0 1 2 3; do
		new_veth "veth$i" "peer$i"
	done
	loads packets -i veth0 -i veth1 -i veth2 -i veth3
	new_netns
	ip link set veth1 netns "$pid"
	nsenter --target "$pid" --net ip link set veth1 up
	ip link delete veth2
	ip link set veth3 down
	ip link set veth3 name other3
	ip link set other3 up
	replaces "$NEXT" packets
	"$helpers/frames" send peer0 2 "$UDP_FRAME"
	"$helpers/frames" send peer1 3 "$UDP_FRAME"
	"$helpers/frames" send peer3 4 "$UDP_FRAME"
	eventually has_packets veth1 3
	eventually has_packets veth3 4
	same "the runs" "$(runs_of packets)" 9
}

# ---- what it cannot ----

# as_of_abi VERSION PROBE: its meta map says that another ABI loaded it.
as_of_abi() {
	local bytes

	mapfile -t bytes < <(bpftool -j map lookup pinned "$PINS/$2/meta" key 0 0 0 0 |
		jq -r '.value[]')
	[ "$(printf '%d' $((bytes[0] + bytes[3])))" = 1 ] # of either byte order
	[ $((bytes[0])) = 0 ] || bytes[0]=$1
	[ $((bytes[3])) = 0 ] || bytes[3]=$1
	bpftool map create /sys/fs/bpf/forged type array key 4 \
		value "${#bytes[@]}" entries 1 name meta
	bpftool map update pinned /sys/fs/bpf/forged key 0 0 0 0 value "${bytes[@]}"
	mv -f /sys/fs/bpf/forged "$PINS/$2/meta"
}

@test "what a newer ABI has loaded is not replaced, not added to, and can be unloaded" {
	local words

	new_veth veth0 peer0
	loads -i veth0
	as_of_abi 2 packets
	as_of_abi 2 opens
	for words in "load --replace" "load"; do
		# shellcheck disable=SC2086
		ctl $words -i veth0
		gives 1 "" "ebpfctl: cannot load 'packets': another version of ebpfctl loaded it (ABI 2, this one knows 1)
hint: ebpfctl unload packets, then load it again
ebpfctl: cannot load 'opens': another version of ebpfctl loaded it (ABI 2, this one knows 1)
hint: ebpfctl unload opens, then load it again"
	done
	same "what is listed" "$("$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .health]]')" \
		'[["packets","other_version"],["opens","other_version"]]'
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	no_ids_left
}

# ---- readers ----

@test "readers with and without filters go on over a replacement, and end with an unload" {
	local i first second

	loads_exactly opens
	start_reader r1 -j -n r-over
	first=$pid
	start_reader r2 -j -x -n r-over --prefix path.1
	second=$pid
	for i in 1 2 3 4; do
		"$helpers/opener" r-over loop path 100
		replaces "$NEXT" opens
		"$helpers/opener" r-over loop path 100
		replaces "$EBPFCTL" opens
	done
	same "the readers" "$("$EBPFCTL" list -j | jq '.probes[0].readers | length')" 2
	ctl unload opens
	gives 0 "opens    unloaded" ""
	ended "$first"
	same "the exit status of the first" "$status" 3
	ended "$second"
	same "the exit status of the second" "$status" 3
	same "the first's sums" "$(summary_of r1.out delivered dropped lapsed reason)" \
		"800 0 0 unloaded"
	same "the second's sums" "$(summary_of r2.out delivered dropped lapsed reason)" \
		"88 0 0 unloaded"
	books_close r1.out
	books_close r2.out
}
