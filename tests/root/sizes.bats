#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# load packets --sizes: how many packets are how large, exactly.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

# frame_of BYTES: a broadcast of that length of a protocol that nobody knows.
frame_of() {
	printf 'ffffffffffff020000000001ffff'
	printf '%0*d' $((2 * ($1 - 14))) 0
}

# send_sizes PEER [COUNT BYTES]...
send_sizes() {
	local peer=$1

	shift
	while [ $# -gt 0 ]; do
		"$helpers/frames" send "$peer" "$1" "$(frame_of "$2")"
		shift 2
	done
}

# sizes_on IFACE: "MAX=PACKETS" for each bucket that has some; nothing without --sizes.
sizes_on() {
	"$EBPFCTL" stats packets -j | jq -r --arg ifname "$1" '.probes[0].interfaces[]
		| select(.ifname == $ifname) | .sizes // [] | .[] | select(.packets > 0)
		| "\(.max_bytes)=\(.packets)"' | paste -sd ' '
}

@test "packets of each size are counted in their bucket, at both of its ends" {
	new_veth veth0 peer0 9000
	loads packets -i veth0 --sizes --mode generic
	send_sizes peer0 5 60 2 64 3 65 70 128 4 129 9 1024 1 1500 6 9000
	eventually has_packets veth0 100
	same "the sizes" "$(sizes_on veth0)" "64=7 128=73 256=4 1024=9 2048=1 16384=6"
	same "all buckets" "$("$EBPFCTL" stats packets -j |
		jq -c '[.probes[0].interfaces[0].sizes[].max_bytes]')" \
		"[64,128,256,512,1024,2048,4096,8192,16384,32768,65536,null]"
	ctl stats packets
	same "the screen" "$(tail -n +2 <<<"$out")" '  PROTOCOL     PACKETS         BYTES
  other/other      100      73.1 KiB
  total            100      73.1 KiB
  SIZE         PACKETS
  <= 64              7  ###
  <= 128            73  ########################################
  <= 256             4  ##
  <= 512             0
  <= 1024            9  ####
  <= 2048            1  #
  <= 4096            0
  <= 8192            0
  <= 16384           6  ###'
	ctl stats packets -o prometheus
	same "the histogram" "$(grep size_bytes <<<"$out" | sed 's/ebpfctl_receive_packet_size_bytes//')" \
		'# HELP  Sizes of received packets.
# TYPE  histogram
_bucket{ifname="veth0",le="64"} 7
_bucket{ifname="veth0",le="128"} 80
_bucket{ifname="veth0",le="256"} 84
_bucket{ifname="veth0",le="512"} 84
_bucket{ifname="veth0",le="1024"} 93
_bucket{ifname="veth0",le="2048"} 94
_bucket{ifname="veth0",le="4096"} 94
_bucket{ifname="veth0",le="8192"} 94
_bucket{ifname="veth0",le="16384"} 100
_bucket{ifname="veth0",le="32768"} 100
_bucket{ifname="veth0",le="65536"} 100
_bucket{ifname="veth0",le="+Inf"} 100
_sum{ifname="veth0"} 74815
_count{ifname="veth0"} 100'
	! command -v promtool >/dev/null || promtool check metrics <ctl.out
}

@test "without --sizes there is no map for them, no key and no bar" {
	new_veth veth0 peer0
	loads packets -i veth0
	send_sizes peer0 5 60
	eventually has_packets veth0 5
	[ ! -e "$PINS/packets/maps/sizes" ]
	same "the keys" "$("$EBPFCTL" stats -j | jq '.probes[0].interfaces[0] | has("sizes")')" false
	ctl stats
	[[ $out != *SIZE* ]]
	ctl stats -o prometheus
	[[ $out != *size_bytes* ]]
}

@test "an interface that is added has sizes as the others, and one that comes again starts from zero" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 --sizes
	loads packets -i veth1
	send_sizes peer0 3 60
	send_sizes peer1 4 200
	eventually has_packets veth1 4
	same "the sizes" "$(sizes_on veth0) $(sizes_on veth1)" "64=3 256=4"
	ctl -q unload packets -i veth1
	loads packets -i veth1
	same "the sizes" "$(sizes_on veth1)" ""
	ctl load packets -i veth1 --sizes
	gives 0 "packets  already loaded  veth1 native" ""
}

@test "--sizes on a packets that was loaded without is refused, and done by --replace, with its counters" {
	new_veth veth0 peer0
	loads packets -i veth0
	send_sizes peer0 3 60
	eventually has_packets veth0 3
	ctl load packets -i veth0 --sizes
	gives 1 "" "ebpfctl: cannot load 'packets': it is loaded without --sizes
hint: ebpfctl load packets --sizes --replace"
	loads packets --sizes --replace
	send_sizes peer0 2 100
	eventually has_packets veth0 5
	same "the packets" "$(packets_on veth0)" "5 380 other/other=5:380"
	same "the sizes" "$(sizes_on veth0)" "128=2"
}
