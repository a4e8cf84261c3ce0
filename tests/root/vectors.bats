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

# counters_of IFACE: a line "CLASS PACKETS BYTES" for each class.
counters_of() {
	"$EBPFCTL" stats packets -j | jq -r --arg ifname "$1" '
		.probes[].interfaces[] | select(.ifname == $ifname).classes[]
		| "\(.l3)/\(.l4) \(.packets) \(.bytes)"' | sort
}

# pin_on IFACE: where its program is.
pin_on() {
	local index

	index=$(ip -o link show "$1")
	echo "$PINS/progs/xdp_$(stat -L -c %i /proc/self/ns/net)_${index%%:*}"
}

# run_vector IFACE FRAME: through the pinned program.
run_vector() {
	local verdict

	verdict=$("$helpers/frames" run "$PINS/packets/progs/${pin##*/}" "$2")
	[ "$verdict" = "$XDP_PASS" ] || echo "returns $verdict"
}

# sum BEFORE CLASS BYTES: BEFORE, and one packet more.
add_one() {
	awk -v class="$2" -v bytes="$3" '
		$1 == class { $2++; $3 += bytes; found = 1 }
		NF { print }
		END { if (!found) print class, 1, bytes }' <<<"$1" | sort
}

# vectors_through IFACE FIRST SEND: every vector of FIRST, each by SEND IFACE FRAME.
vectors_through() {
	local first class name frame hex before after expected problem count=0 failed=0

	pin=$(pin_on "$1")
	before=$(counters_of "$1")
	while IFS='|' read -r first class name frame; do
		[ "${first% }" = "$2" ] || continue
		class=${class// /} name=${name# } hex=${frame//[[:space:]]/}
		expected=$(add_one "$before" "$class" $((${#hex} / 2)))
		problem=$("$3" "$1" "$hex" 2>&1)
		after=$(counters_of "$1")
		[ "$after" = "$expected" ] ||
			problem+=" counted as: $(comm -13 <(echo "$before") <(echo "$after") | tr '\n' ' ')"
		if [ -n "$problem" ]; then
			echo "${name% } ($class, $((${#hex} / 2)) bytes): $problem"
			failed=$((failed + 1))
		fi
		before=$after count=$((count + 1))
	done <"$BATS_TEST_DIRNAME/vectors"
	echo "$count vectors, $failed wrong"
	[ "$failed" -eq 0 ] && [ "$count" -eq "$4" ]
}

@test "the program for one buffer classes and passes each of 99 Ethernet frames" {
	new_veth veth0 peer0
	loads packets -i veth0
	same "the program" "$("$EBPFCTL" list -j | jq '.probes[0].programs | length')" 1
	vectors_through veth0 ethernet run_vector 99
}

@test "the program for several buffers classes and passes each of 99 Ethernet frames" {
	new_veth veth0 peer0 9000
	loads packets -i veth0 --mode native
	vectors_through veth0 ethernet run_vector 99
}

@test "the program of a device without Ethernet header classes and passes each of 14 frames" {
	ip tuntap add dev tun0 mode tun
	ip link set tun0 up
	loads packets -i tun0
	vectors_through tun0 ip run_vector 14
}

send_through_tun() {
	"$helpers/frames" tun "$1" 1 "$2"
}

@test "frames of less than 14 bytes out of a tun device are classed too" {
	ip tuntap add dev tun0 mode tun
	ip link set tun0 up
	loads packets -i tun0
	vectors_through tun0 tun send_through_tun 4
}

# over_a_wire MODE: all Ethernet frames, by a packet socket.
over_a_wire() {
	local first class name frame hex sent=0

	new_veth veth0 peer0
	loads packets -i veth0 --mode "$1"
	while IFS='|' read -r first class name frame; do
		[ "${first% }" = ethernet ] || continue
		hex=${frame//[[:space:]]/}
		# no socket sends a frame above the MTU, or without a byte behind the header
		((${#hex} > 28 && ${#hex} <= 3028)) || continue
		"$helpers/frames" send peer0 1 "$hex"
		echo "${class// /} $((${#hex} / 2))" >>expected
		sent=$((sent + 1))
	done <"$BATS_TEST_DIRNAME/vectors"
	eventually has_packets veth0 "$sent"
	same "the counters" "$(counters_of veth0)" "$(awk '
		{ packets[$1]++; bytes[$1] += $2 }
		END { for (class in packets) print class, packets[class], bytes[class] }' \
		expected | sort)"
	same "the frames sent" "$sent" 93
}

@test "all frames that a wire takes are counted in the same classes in native mode" {
	over_a_wire native
}

@test "all frames that a wire takes are counted in the same classes in generic mode" {
	over_a_wire generic
}
