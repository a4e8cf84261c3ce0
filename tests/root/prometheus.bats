#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# stats -o prometheus, with real packets and opens.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

# value_of SERIES: of the last ctl's output.
value_of() {
	SERIES=$1 awk '{ value = $NF; sub(/ [^ ]*$/, "") } $0 == ENVIRON["SERIES"] { print value }' ctl.out
}

# has SERIES VALUE
has() {
	same "$1" "$(value_of "$1")" "$2"
}

@test "with nothing loaded stats -o prometheus says so as numbers, and exits 0" {
	ctl stats -o prometheus
	gives 0 '# HELP ebpfctl_probe_loaded Whether the probe is loaded.
# TYPE ebpfctl_probe_loaded gauge
ebpfctl_probe_loaded{probe="packets"} 0
ebpfctl_probe_loaded{probe="opens"} 0' ""
	ctl stats opens -o prometheus
	gives 0 '# HELP ebpfctl_probe_loaded Whether the probe is loaded.
# TYPE ebpfctl_probe_loaded gauge
ebpfctl_probe_loaded{probe="opens"} 0' ""
}

@test "packets and opens are counted exactly in Prometheus' format too" {
	new_veth veth0 peer0
	loads packets -i veth0
	loads opens
	"$helpers/frames" send peer0 70 "$UDP_FRAME"
	counts veth0 "70 $((70 * UDP_FRAME_SIZE)) ipv4/udp=70:$((70 * UDP_FRAME_SIZE))"
	"$helpers/opener" 'm"q\n' loop /x 30 >/dev/null
	"$helpers/opener" m-plain loop /x 20 >/dev/null
	ctl stats -o prometheus
	same "the exit status" "$status" 0
	has 'ebpfctl_probe_loaded{probe="packets"}' 1
	has 'ebpfctl_receive_packets_total{ifname="veth0",l3="ipv4",l4="udp"}' 70
	has 'ebpfctl_receive_bytes_total{ifname="veth0",l3="ipv4",l4="udp"}' $((70 * UDP_FRAME_SIZE))
	has 'ebpfctl_receive_packets_total{ifname="veth0",l3="ipv6",l4="tcp"}' 0
	[ "$(value_of ebpfctl_opens_total)" -ge 50 ]
	[ "$(value_of ebpfctl_open_failures_total)" -ge 50 ]
	ctl stats opens -o prometheus --top 1000
	has 'ebpfctl_opens_total{comm="m\"q\\\\n"}' 30
	has 'ebpfctl_open_failures_total{comm="m-plain"}' 20
	has 'ebpfctl_probe_loaded{probe="packets"}' ""
	ctl -q unload opens
	ctl stats -o prometheus
	has 'ebpfctl_probe_loaded{probe="opens"}' 0
	has 'ebpfctl_opens_total' ""
}

@test "what stats -o prometheus prints passes promtool" {
	command -v promtool >/dev/null || skip "promtool of the package prometheus is not installed"
	new_veth veth0 peer0
	loads packets -i veth0
	loads opens
	"$EBPFCTL" stats -o prometheus | promtool check metrics
	"$EBPFCTL" stats -o prometheus --top 5 | promtool check metrics
}
