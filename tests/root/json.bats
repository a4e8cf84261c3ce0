#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What every command prints with -j is what its schema says, in every state: nothing loaded,
# loaded, in part failed, watched. Odd names too.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

eval "setup_of_lib() $(declare -f setup | tail -n +2)"
setup() {
	setup_of_lib
	! is_small || skip "processors are emulated: this is no test of the kernel"
	python3 -c 'import jsonschema' 2>/dev/null ||
		skip "python3-jsonschema is not installed"
}

# obeys COMMAND FILE...: the schema of that command.
obeys() {
	"$EBPFCTL_SRCDIR/tests/root/validate" "$EBPFCTL_SRCDIR/schema/$1.json" "${@:2}"
}

# prints STATUS COMMAND WORD...: a run that obeys.
prints() {
	local wanted=$1

	shift
	ctl "$@"
	same "the status of $*" "$status" "$wanted"
	obeys "$1" ctl.out
}

@test "with nothing loaded what list, check, hooks, stats and load --dry-run print obeys its schema" {
	prints 0 list -j
	"$EBPFCTL" check -j >ctl.out || :
	obeys check ctl.out
	prints 0 hooks 'do_sys_open*' -j
	prints 0 hooks 'sys_enter_open*' -j
	new_veth veth0 peer0
	prints 0 load --dry-run -i veth0 -j
}

@test "what load prints obeys its schema when it is done, was done, adds, replaces, and fails in part" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	prints 0 load -i veth0 -j
	prints 0 load -i veth0 -j
	prints 0 load packets -i veth1 -j
	prints 0 load packets -i veth1 --mode native --dry-run -j
	prints 0 load packets -i veth0 -i veth1 --replace -j
	EBPFCTL=$NEXT prints 0 load packets --replace -j
	same "the results" "$(jq -c '[.results[].result]' ctl.out)" '["replaced"]'
	"$NEXT" -q unload packets
	loads packets -i veth0 -i veth1
	prints 1 load -i nosuch0 -j
	same "the results" "$(jq -c '[.results[].result]' ctl.out)" '["failed","already"]'
	prints 1 load packets -i $'\xff\xfe' -j
	prints 0 unload packets -i veth1 -j
	prints 0 unload -j
}

@test "what stats and list print obeys its schema, with interfaces that went and comms that are odd" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads -i veth0 -i veth1 --sizes --latency
	"$helpers/frames" send peer0 70 "$UDP_FRAME"
	"$helpers/opener" $'j\xff"\\' loop /x 10 >/dev/null
	as=watch start "$EBPFCTL" stats -w -j --interval 0.2
	prints 0 stats -j
	prints 0 stats -j --top 1
	prints 0 list -j
	as=reader start_reader reader -j -n none
	prints 0 list -j
	stop_reader "$pid"
	ip link delete veth1
	prints 0 stats packets -j
	prints 0 list -j
	ctl -q unload opens
	eventually grep -q '"unloaded"' watch.out
	prints 0 stats -j
	kill -INT "${started[0]}"
	ended "${started[0]}"
	obeys stats watch.out
	grep -q '"comm_hex"' watch.out
	echo 1 >/sys/fs/bpf/ebpfctl/packets/maps/nothing 2>/dev/null || rm /sys/fs/bpf/ebpfctl/packets/meta
	prints 0 list -j
	same "its health" "$(jq -r '.probes[0].health' ctl.out)" foreign
}

@test "what events prints obeys its schema: odd opens, counts, sums, and those of a command" {
	mkdir odd
	loads opens
	as=odd start_reader odd -j -n j-odd -F
	"$helpers/opener" j-odd odd odd >/dev/null
	"$helpers/steps" comm j-odd open O_RDONLY $'odd/\xff'
	eventually grep -q '"path_hex"' odd.out
	stop_reader "$pid"
	obeys events odd.out
	as=counts start_reader counts -j -n j-odd --count=path
	"$helpers/opener" j-odd odd odd >/dev/null
	sleep 0.2
	stop_reader "$pid"
	obeys events counts.out
	"$EBPFCTL" events -j -d 0.2 -n none >none.out 2>none.err
	obeys events none.out
	"$EBPFCTL" events -j -- cat /dev/null >command.out 2>command.err || :
	[ ! -s command.out ] || obeys events command.out
}
