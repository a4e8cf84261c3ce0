#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where more processors are possible than there are: per-CPU values have room for all of them.
# Runs inside of a virtual machine with 2 processors of 64: tests/vm/machines.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

@test "this machine has 2 processors, and 64 are possible" {
	same "possible" "$(</sys/devices/system/cpu/possible)" 0-63
	same "online" "$(</sys/devices/system/cpu/online)" 0-1
}

@test "opens on both processors are counted and handed on, each once" {
	local first one

	loads opens
	start_reader reader -j -n c-opens -b 4M
	first=$pid
	start "$helpers/opener" c-opens loop "$PWD/none" 2000
	one=$pid
	start "$helpers/opener" c-opens loop "$PWD/none" 2000
	ended "$one"
	ended "$pid"
	stop_reader "$first"
	same "the counts" "$(opens_of c-opens)" "4000 4000"
	same "the sums" "$(summary_of reader.out delivered dropped lapsed)" "4000 0 0"
	books_close reader.out
}

@test "packets are counted exactly, natively and generically" {
	local mode

	for mode in native generic; do
		new_veth veth0 peer0
		loads packets -i veth0 --mode "$mode"
		"$helpers/frames" send peer0 1000 "$UDP_FRAME"
		counts veth0 "1000 60000 ipv4/udp=1000:60000"
		ctl -q unload
		ip link delete veth0
	done
}
