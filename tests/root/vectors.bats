#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each frame of the table `vectors`, through the programs that load has pinned: it must pass,
# unchanged, and be counted as one packet of its length in its class and in no other. The
# counters are those that `stats` shows.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

readonly XDP_PASS=2

# read_counters IFACE: "PACKETS:BYTES" of each class, in the array $counted.
read_counters() {
	local word

	counted=()
	for word in $(packets_on "$1"); do
		[[ $word != *=* ]] || counted[${word%=*}]=${word#*=}
	done
}

# pin_on IFACE: where its program is.
pin_on() {
	local index

	index=$(ip -o link show "$1")
	echo "$PINS/packets/progs/xdp_$(stat -L -c %i /proc/self/ns/net)_${index%%:*}"
}

# run_vectors IFACE FRAME...: through the pinned program.
run_vectors() {
	shift
	"$helpers/frames" run "$pin" "$@" | grep -vx "$XDP_PASS" | sed 's/^/returns /'
}

# read_vectors FIRST: each class's frames and their names, a line each.
read_vectors() {
	local first class name frame

	while IFS='|' read -r first class name frame; do
		[ "${first% }" = "$1" ] || continue
		class=${class// /}
		names[$class]+="${name# }"$'\n'
		frames[$class]+="${frame//[[:space:]]/}"$'\n'
	done <"$BATS_TEST_DIRNAME/vectors"
}

# add_one CLASS FRAME: to what is expected.
add_one() {
	local packets=${expected[$1]-0:0}

	expected[$1]=$((${packets%:*} + 1)):$((${packets#*:} + ${#2} / 2))
}

# is_as_expected: what was counted, in all classes.
is_as_expected() {
	local class

	[ ${#counted[@]} -eq ${#expected[@]} ] || return 1
	for class in "${!expected[@]}"; do
		[ "${counted[$class]-}" = "${expected[$class]}" ] || return 1
	done
}

# take_counted: what is expected goes on from there.
take_counted() {
	local class

	expected=()
	for class in "${!counted[@]}"; do
		expected[$class]=${counted[$class]}
	done
}

# goes_through IFACE CLASS SEND FRAME...: they pass and are counted in this class, each as one
# packet of its length, and in no other.
goes_through() {
	local interface=$1 class=$2 send=$3 frame problem

	shift 3
	for frame; do
		add_one "$class" "$frame"
	done
	problem=$("$send" "$interface" "$@" 2>&1)
	read_counters "$interface"
	is_as_expected || problem+=" counted as: $(declare -p counted)"
	take_counted
	[ -z "$problem" ] || {
		echo "$problem"
		return 1
	}
}

# name_the_wrong_ones IFACE CLASS SEND: one by one.
name_the_wrong_ones() {
	local name hex

	while IFS= read -r name <&5 && IFS= read -r hex <&6; do
		goes_through "$1" "$2" "$3" "$hex" >problem ||
			echo "$name ($2, $((${#hex} / 2)) bytes): $(<problem)"
	done 5<<<"${names[$2]%$'\n'}" 6<<<"${frames[$2]%$'\n'}"
}

# vectors_through IFACE FIRST SEND COUNT: every vector of FIRST, a class at a time.
vectors_through() {
	local class list count=0 failed=0
	local -A names=() frames=() counted=() expected=()

	pin=$(pin_on "$1")
	read_vectors "$2"
	for class in "${!frames[@]}"; do
		mapfile -t list <<<"${frames[$class]%$'\n'}"
		count=$((count + ${#list[@]}))
		goes_through "$1" "$class" "$3" "${list[@]}" || {
			failed=1
			name_the_wrong_ones "$1" "$class" "$3"
		}
	done
	echo "$count vectors"
	[ "$failed" -eq 0 ] && [ "$count" -eq "$4" ]
}

@test "the program for one buffer classes and passes each of 99 Ethernet frames" {
	new_veth veth0 peer0
	loads packets -i veth0
	same "the program" "$("$EBPFCTL" list -j | jq '.probes[0].programs | length')" 1
	vectors_through veth0 ethernet run_vectors 99
}

@test "the program for several buffers classes and passes each of 99 Ethernet frames" {
	new_veth veth0 peer0 9000
	loads packets -i veth0 --mode native
	vectors_through veth0 ethernet run_vectors 99
}

@test "the program of a device without Ethernet header classes and passes each of 14 frames" {
	ip tuntap add dev tun0 mode tun
	ip link set tun0 up
	loads packets -i tun0
	vectors_through tun0 ip run_vectors 14
}

send_through_tun() {
	local interface=$1

	shift
	"$helpers/frames" tun "$interface" 1 "$@"
}

@test "frames of less than 14 bytes out of a tun device are classed too" {
	ip tuntap add dev tun0 mode tun
	ip link set tun0 up
	loads packets -i tun0
	vectors_through tun0 tun send_through_tun 4
}

# over_a_wire MODE: all Ethernet frames, by a packet socket.
over_a_wire() {
	local class hex sent=()
	local -A names=() frames=() counted=() expected=()

	new_veth veth0 peer0
	loads packets -i veth0 --mode "$1"
	read_vectors ethernet
	for class in "${!frames[@]}"; do
		for hex in ${frames[$class]}; do
			# no socket sends a frame above the MTU, or without a byte behind the header
			((${#hex} > 28 && ${#hex} <= 3028)) || continue
			sent+=("$hex")
			add_one "$class" "$hex"
		done
	done
	"$helpers/frames" send peer0 1 "${sent[@]}"
	eventually has_packets veth0 "${#sent[@]}"
	read_counters veth0
	is_as_expected || {
		declare -p counted expected
		return 1
	}
	same "the frames sent" "${#sent[@]}" 93
}

@test "all frames that a wire takes are counted in the same classes in native mode" {
	over_a_wire native
}

@test "all frames that a wire takes are counted in the same classes in generic mode" {
	over_a_wire generic
}
