#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What list says that a probe costs: runs, their time, and memory.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

readonly SWITCH=/proc/sys/kernel/bpf_stats_enabled

eval "setup_of_lib() $(declare -f setup | tail -n +2)"
setup() {
	setup_of_lib
	was=$(<"$SWITCH")
}

eval "teardown_of_lib() $(declare -f teardown | tail -n +2)"
teardown() {
	is_enabled || return 0
	echo "$was" >"$SWITCH"
	teardown_of_lib
}

@test "while the kernel takes the time, list has the exact number of runs of each program" {
	echo 1 >"$SWITCH"
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	loads opens
	"$helpers/frames" send peer0 70 "$UDP_FRAME"
	counts veth0 "70 $((70 * UDP_FRAME_SIZE)) ipv4/udp=70:$((70 * UDP_FRAME_SIZE))"
	"$helpers/opener" c-runs loop /x 500 >/dev/null
	"$EBPFCTL" list -j >all
	same "the runs on each interface" \
		"$(jq -c '.probes[0] | .programs as $programs | [.links[] | . as $link
			| [$link.ifname, ($programs[] | select(.id == $link.program_id) | .run_count)]] | sort' all)" \
		'[["veth0",70],["veth1",0]]'
	jq -e '(.probes[0].programs | map(select(.run_count == 70))[0].run_mean_ns | . > 0 and . < 1e7) and
		(.probes[0].programs | map(select(.run_count == 0))[0].run_mean_ns == null) and
		([.probes[1].programs[].run_count] | add >= 500)' all >/dev/null
	ctl list
	[[ $out =~ "  xdp         veth0 native, 70 runs of "[0-9]+" ns"$'\n' ]]
	[[ $out == *"  xdp         veth1 native, 0 runs"$'\n'* ]]
	[[ $out != *"not taken"* ]]
}

@test "where the kernel does not take the time, list says how to switch it on, and null" {
	echo 0 >"$SWITCH"
	new_veth veth0 peer0
	loads packets -i veth0
	ctl list
	same "the last line" "$(tail -n 1 <<<"$out")" \
		"the time of runs is not taken: sysctl kernel.bpf_stats_enabled=1 takes it"
	same "the link" "$(grep xdp <<<"$out")" "  xdp         veth0 native"
	same "the runs" "$("$EBPFCTL" list -j | jq -c '.probes[0].programs[] | [.run_count, .run_mean_ns]')" \
		'[null,null]'
}

# bpftool reads the same line of fdinfo, by itself.
@test "the memory of each map is what bpftool says, and that of a reader has its ring in it" {
	local id bytes

	command -v bpftool >/dev/null || skip "bpftool is not installed"
	loads opens
	start_reader reader -n c-none -b 4M
	"$EBPFCTL" list -j >all
	jq -r '.probes[0].maps[] | "\(.id) \(.memory_bytes)"' all >maps
	[ "$(wc -l <maps)" -ge 8 ]
	while read -r id bytes; do
		same "the memory of map $id" "$bytes" "$(bpftool -j map show id "$id" | jq .bytes_memlock)"
	done <maps
	jq -e '.probes[0].readers[0].memory_bytes | . >= 4194304 and . < 5242880' all >/dev/null
	ctl list
	[[ $out =~ "  memory      "[0-9.]+" "[KM]iB,\ and\ 4\.[0-9]\ MiB\ of\ readers ]]
	stop_reader "$pid"
}
