#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# load --replace loses nothing and doubles nothing: replacements under traffic, each frame and
# each open looked for; and replacements that are killed, or fail.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

IS_UNHURRIED=1
load lib

ROUNDS=10
! is_small || ROUNDS=12
! is_large || ROUNDS=1000
FRAMES=1000000 # at a time
! is_small || FRAMES=50000

version=$("$EBPFCTL" --version)
version=${version##* }

# both_ways COUNT WORD...: as many replacements, by turns; after a hundred with short grace periods.
both_ways() {
	local i rounds=$1

	shift
	for ((i = 1; i <= rounds; i += 2)); do
		[ "$i" -ne 101 ] || hurry 1
		replaces "$NEXT" "$@"
		replaces "$EBPFCTL" "$@"
	done
	hurry 0
}

# ---- under traffic ----

@test "$ROUNDS replacements while live frames flow into native XDP: each is counted once" {
	local total received lost

	new_veth veth0 peer0
	loads packets -i veth0
	as=flow start live_flow
	both_ways "$ROUNDS" packets
	touch enough
	ended "$pid"
	same "the exit status of the flow" "$status" 0
	total=$(<flow.out)
	read -r received lost < <(at_driver veth0)
	echo "$total sent, $received received, $lost lost before"
	[ $((received + lost)) -eq "$total" ]
	counts veth0 "$received $((received * UDP_FRAME_SIZE)) ipv4/udp=$received:$((received * UDP_FRAME_SIZE))"
	swept "$ROUNDS" "replacements under $received live frames, $lost lost before the driver"
}

# at_driver VETH: the frames that its driver ran a program for, and those that the ring in front of
# it had no room for (xdp_packets and peer_tq_xdp_xmit_err in veth_get_stats64()).
at_driver() {
	awk -v name="$1:" '$1 == name { print $3, $5 }' /proc/self/net/dev
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
	local via routes

	read -ra routes <<<"${EBPFCTL_TEST_ROUTES:-auto}"
	for via in "${routes[@]}"; do
		each_open_once "$via" "$(share "${#routes[@]}")"
	done
}

# share COUNT: what each of so many does of all rounds, in pairs of one way and back.
share() {
	echo $((2 * ((ROUNDS / 2 + $1 - 1) / $1)))
}

# each_open_once ROUTE ROUNDS
each_open_once() {
	local via=$1 rounds=$2 total opener reader

	loads opens --via "$via"
	start_reader events -O path -n r-each -b 64M
	reader=$pid
	as=opener start "$helpers/opener" r-each loop id
	opener=$pid
	both_ways "$rounds" opens
	kill -TERM "$opener"
	ended "$opener"
	total=$(<opener.out)
	same "the count" "$(opens_of r-each)" "$total $total"
	stop_reader "$reader"
	same "the exit status of the reader" "$status" 0
	each_once events.out events.err "$total"
	swept "$rounds" "replacements under $total opens, via $via"
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

# ---- killed ----

# Where a processor is emulated there are few points to kill at, even with all rounds.
is_thorough() {
	is_large && ! is_small
}

# An unload of opens takes a third of a second, and each point two replacements.
PACKETS_POINTS="each call that changes something and each 100th other"
OPENS_POINTS="each 6th call that changes something and each 400th other"
! is_thorough || PACKETS_POINTS=$EACH_CALL OPENS_POINTS=$EACH_CALL

# chosen PROBE: the points of `calls` that are taken.
chosen() {
	case $1:$(is_thorough && echo 1) in
	*:1) each_call ;;
	packets:) awk '$4 == "changes" || NR % 100 == 0' calls ;;
	*) awk '$4 == "changes" ? ++changes % 6 == 1 : NR % 400 == 0' calls ;;
	esac
}

# sweep PROBE: the next build's load --replace, killed at each point. It counts on; the next
# command, a replacement by the first build again, ends what was begun or takes it back.
sweep() {
	local name number count sort killed=0 missed=0 listed before unchanged=0

	hurry 1
	EBPFCTL=$NEXT calls_of load --replace "$1"
	replaces "$EBPFCTL" "$1"
	remember
	chosen "$1" >points
	while read -r name number count sort <&7; do
		EBPFCTL=$NEXT struck "$number" "$count" SIGKILL load --replace "$1"
		if [ "$status" -eq 0 ]; then
			missed=$((missed + 1))
		else
			same "the exit status at $name $count" "$status" 137
			killed=$((killed + 1))
		fi
		listed=$("$EBPFCTL" list -j)
		same "health after $name $count" \
			"$(grep -o '"health":"[a-z_]*"' <<<"$listed" | sort -u)" '"health":"ok"'
		"counts_on_$1" "$killed$missed"
		if is_unchanged_again; then
			only_ids_of ids_before
			continue
		fi
		replaces "$EBPFCTL" "$1"
		[[ $("$EBPFCTL" list -j) == *'"leftovers":0}' ]]
		eventually has_ids "$(wc -l <ids_before)"
		remember
	done 7<points
	echo "$killed of $(wc -l <points) points in $(wc -l <calls) system calls, $missed missed"
	[ "$killed" -ge 15 ]
	# only where it waits for something can a command have fewer calls than in the trace
	[ "$missed" -le "$(grep -c ' waits$' calls)" ]
	hurry 0
	swept "$killed" "kill points"
}

counts_on_packets() {
	local i

	sent=$((sent + 3))
	for i in 0 1; do
		"$helpers/frames" send "peer$i" 3 "$UDP_FRAME"
		counts "veth$i" "$sent $((sent * 60)) ipv4/udp=$sent:$((sent * 60))"
	done
}

counts_on_opens() {
	opened=$((opened + 50))
	"$helpers/opener" r-killed loop path 50 >/dev/null
	same "the count" "$(opens_of r-killed)" "$opened $opened"
}

@test "a replacement of packets, killed before $PACKETS_POINTS: both interfaces count on, the next command ends it" {
	local sent=0

	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	sweep packets
	same "what runs" "$(running)" "$(pinned)"
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

@test "a replacement of opens, killed before $OPENS_POINTS: it counts on, a reader reads on, the next command ends it" {
	local opened=0 reader

	loads opens
	start_reader r1 -j -n r-killed
	reader=$pid
	sweep opens
	stop_reader "$reader"
	same "the reader's sums" "$(summary_of r1.out delivered dropped lapsed)" "$opened 0 0"
	EBPFCTL=$NEXT struck "$(awk '$1 == "renameat2" { print $2; exit }' calls)" 1 SIGKILL load --replace opens
	same "the exit status before the last step" "$status" 137
	ctl unload opens
	gives 0 "opens    unloaded" ""
	no_ids_left
}

# calls_of_bpf WORD...: the bpf(2) calls of such a replacement; then all is as before.
calls_of_bpf() {
	strace -qq -o calls -e trace=bpf "$NEXT" -q load --replace "$@"
	replaces "$EBPFCTL" "$@"
	wc -l <calls
}

@test "a replacement that fails at a step says so, and all is as before" {
	local step total before update

	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	total=$(calls_of_bpf packets)
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
		same "the version after $step" \
			"$("$EBPFCTL" list packets -j | jq -r '.probes[0].version')" "$version"
		same "new ids after $step" "$(ids_but "$before")" ""
	done
}
