#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# load --replace: another build in the place of a loaded one, with nothing missed. The other
# build is ebpfctl-next: another version, one more map, changed programs.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

NEXT=$helpers/ebpfctl-next

ROUNDS=10 FRAMES=1000000 # at a time
! is_small || ROUNDS=4 FRAMES=50000
[ -z "${EBPFCTL_TEST_LARGE-}" ] || is_small || ROUNDS=1000

# next WORD...: as ctl, by the other build.
next() {
	EBPFCTL=$NEXT ctl "$@"
}

# replaces BUILD WORD...: a replacement that has to work.
replaces() {
	local build=$1

	shift
	EBPFCTL=$build ctl load --replace -q "$@"
	gives 0 "" ""
}

# both_ways COUNT WORD...: as many replacements, by turns.
both_ways() {
	local i rounds=$1

	shift
	for ((i = 1; i <= rounds; i += 2)); do
		replaces "$NEXT" "$@"
		replaces "$EBPFCTL" "$@"
	done
}

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
	loads opens
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
	same "the ids" "$("$helpers/bpfids")" "$before"
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
	same "the ids" "$("$helpers/bpfids")" "$before"
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
	bpftool map create /sys/fs/bpf/forged type array key 4 value 80 entries 1 name meta
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

# ---- it loses nothing ----

@test "$ROUNDS replacements while live frames flow into native XDP: each is counted once" {
	local total

	new_veth veth0 peer0
	loads packets -i veth0
	as=flow start live_flow
	both_ways "$ROUNDS" packets
	touch enough
	ended "$pid"
	same "the exit status of the flow" "$status" 0
	total=$(<flow.out)
	counts veth0 "$total $((total * UDP_FRAME_SIZE)) ipv4/udp=$total:$((total * UDP_FRAME_SIZE))"
	echo "# $ROUNDS replacements, $total frames" >&3
}

# Frames at full rate, until there is a file `enough`; prints how many.
live_flow() {
	local total=0

	until [ -e enough ]; do
		"$helpers/frames" live peer0 "$FRAMES" "$UDP_FRAME" || return
		total=$((total + FRAMES))
	done
	echo "$total"
}

@test "$ROUNDS replacements while opens run at full rate: each is counted once, and read once" {
	local via

	for via in ${EBPFCTL_TEST_ROUTES:-auto}; do
		each_open_once "$via"
	done
}

each_open_once() {
	local total opener reader

	loads opens --via "$1"
	start_reader events -O path -n r-each -b 64M
	reader=$pid
	as=opener start "$helpers/opener" r-each loop id
	opener=$pid
	both_ways "$ROUNDS" opens
	kill -TERM "$opener"
	ended "$opener"
	total=$(<opener.out)
	same "the count" "$(opens_of r-each)" "$total $total"
	stop_reader "$reader"
	same "the exit status of the reader" "$status" 0
	each_once events.out events.err "$total"
	echo "# via $1: $ROUNDS replacements, $total opens" >&3
	ctl unload opens
}

# each_once OUT ERR TOTAL: the paths id.0 to id.TOTAL-1 are in OUT, each once and in order,
# without those that the sums in ERR say are lost.
each_once() {
	local lost

	cat "$2"
	lost=$(sed -nE 's/^[0-9]+ events, ([0-9]+) lost, [0-9]+ filtered$/\1/p' "$2")
	[ -n "$lost" ]
	awk -v total="$3" -v lost="$lost" -F . '
		NR == 1 && $1 == "PATH" { next }
		$1 != "id" || $2 !~ /^[0-9]+$/ || (seen && $2 + 0 <= last) { bad = $0; exit }
		{ last = $2 + 0; seen++ }
		END {
			if (bad != "" || seen + lost != total) {
				print "seen", seen, "lost", lost, "of", total, "bad:", bad
				exit 1
			}
		}' "$1"
	[ "$lost" -eq 0 ] || echo "# $lost of $3 lost for want of room, each accounted for" >&3
}

@test "readers with and without filters go on over a replacement, and end with an unload" {
	local i first second

	loads opens
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

# ---- killed ----

# killed FAULT WORD...: the next build's load --replace, killed at a step.
killed() {
	local fault=$1

	shift
	status=0
	strace -qq -o /dev/null -e trace="${fault%%:*}" -e inject="$fault" \
		"$NEXT" load --replace "$@" >out 2>err </dev/null 3>&- || status=$?
	same "the exit status with $fault" "$status" 137
}

# calls_of WORD...: how many bpf(2) calls such a replacement makes; then all is as before.
calls_of() {
	strace -qq -o calls -e trace=bpf "$NEXT" -q load --replace "$@"
	replaces "$EBPFCTL" "$@"
	wc -l <calls
}

@test "a replacement of three interfaces, killed at any step: all go on counting, the next ends it" {
	local i total update step sent=0

	for i in 0 1 2; do
		new_veth "veth$i" "peer$i"
	done
	loads packets -i veth0 -i veth1 -i veth2
	total=$(calls_of packets)
	update=$(grep -n BPF_LINK_UPDATE calls | sed -n '2s/:.*//p') # one of three is done then
	for step in bpf:signal=KILL:when={$((total / 2)),$update,$total} \
		renameat2:signal=KILL:when=1 unlink:signal=KILL:when=3 rmdir:signal=KILL:when=2; do
		killed "$step" packets
		sent=$((sent + 3))
		for i in 0 1 2; do
			"$helpers/frames" send "peer$i" 3 "$UDP_FRAME"
			counts "veth$i" "$sent $((sent * 60)) ipv4/udp=$sent:$((sent * 60))"
		done
		same "what is listed" "$("$EBPFCTL" list -j | jq -c '[.probes[].health]')" '["ok"]'
		# any command that takes the lock will do
		[ "$((sent % 2))" = 0 ] || ctl load packets -i veth0
		replaces "$EBPFCTL" packets
		same "leftovers after $step" "$("$EBPFCTL" list -j | jq .leftovers)" 0
		same "what runs after $step" "$(running)" "$(pinned)"
	done
	ctl unload packets
	gives 0 "packets  unloaded" ""
	no_ids_left
}

# The programs behind the links, and those that are pinned.
running() {
	local link

	for link in "$PINS"/packets/links/*; do
		bpftool -j link show pinned "$link" | jq .prog_id
	done
}

pinned() {
	local program

	for program in "$PINS"/packets/progs/*; do
		bpftool -j prog show pinned "$program" | jq .id
	done
}

@test "a replacement of opens, killed at any step: it goes on counting, the next command ends it" {
	local total step done=0

	loads opens
	start_reader r1 -j -n r-killed
	total=$(calls_of opens)
	for step in bpf:signal=KILL:when={$((total / 2)),$((total - 15))} \
		renameat2:signal=KILL:when=1 unlink:signal=KILL:when=3; do
		killed "$step" opens
		"$helpers/opener" r-killed loop path 100
		done=$((done + 100))
		same "the count after $step" "$(opens_of r-killed)" "$done $done"
		replaces "$EBPFCTL" opens
		same "leftovers after $step" "$("$EBPFCTL" list -j | jq .leftovers)" 0
	done
	stop_reader "$pid"
	same "the reader's sums" "$(summary_of r1.out delivered dropped lapsed)" "$done 0 0"
	killed renameat2:signal=KILL:when=1 opens
	ctl unload opens
	gives 0 "opens    unloaded" ""
	no_ids_left
}

@test "a replacement that fails at a step says so, and all is as before" {
	local step total before update

	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	total=$(calls_of packets)
	update=$(grep -n BPF_LINK_UPDATE calls | sed -n '2s/:.*//p')
	before=$("$helpers/bpfids")
	for step in bpf:error=ENOSPC:when={$((update - 8)),$update,$((total / 4))+} \
		renameat2:error=EINVAL mkdir:error=ENOSPC:when=3 chmod:error=EPERM:when=3; do
		status=0
		strace -qq -o /dev/null -e trace="${step%%:*}" -e inject="$step" \
			"$NEXT" load --replace packets >out 2>err </dev/null 3>&- || status=$?
		same "the exit status with $step" "$status" 1
		[[ $(<err) == "ebpfctl: cannot replace 'packets': cannot "*$'\n''hint: '* ]]
		same "what runs after $step" "$(running)" "$(pinned)"
		same "the versions after $step" "$(versions)" "[[\"packets\",\"ok\",\"$version\"]]"
		same "the ids after $step" "$("$helpers/bpfids")" "$before"
	done
}
