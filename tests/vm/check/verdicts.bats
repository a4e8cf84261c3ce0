#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What check says is what load does, on this kernel, whichever it is, and however it was
# booted: tests/vm/kernels.tap runs this in other kernels.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

# verdicts: from a `check -j` into check.out.
verdicts() {
	status=0
	"$EBPFCTL" check -j >check.out 2>check.err 3>&- || status=$?
	same "standard error" "$(cat check.err)" ""
}

# What is loaded, but for the time, which is reckoned anew with each look at the clocks.
listed() {
	"$EBPFCTL" list -j | jq -c 'del(.probes[].loaded_at)'
}

verdict_of() {
	jq -r --arg code "$1" '.findings[] | select(.code == $code).verdict' check.out
}

# route_is_as_said ROUTE
route_is_as_said() {
	local verdict

	verdict=$(verdict_of "opens.via.$1")
	ctl load opens --via "$1"
	echo "# $1: check: $verdict; load: $status $out$err"
	case $verdict in
	ok | degraded) [ "$status" -eq 0 ] ;;
	refused) [ "$status" -eq 1 ] ;;
	*) false ;;
	esac
	[ "$status" -ne 0 ] || "$EBPFCTL" -q unload opens
}

# mode_is_as_said CODE MTU MODE
mode_is_as_said() {
	local verdict

	new_veth veth2 veth3 "$2"
	verdict=$(verdict_of "$1")
	ctl load packets -i veth2 --mode "$3"
	echo "# $1: check: $verdict; load: $status $out$err"
	case $verdict in
	ok) [ "$status" -eq 0 ] ;;
	degraded) [ "$status" -eq 1 ] ;;
	*) false ;;
	esac
	[ "$status" -ne 0 ] || "$EBPFCTL" -q unload packets
	ip link delete veth2
}

# each_is_as_said: the sums, the routes and the modes.
each_is_as_said() {
	local checked via

	new_veth veth0 veth1
	ip route add default dev veth0
	verdicts
	checked=$status
	for via in fexit tracepoint kprobe; do
		route_is_as_said $via
	done
	mode_is_as_said packets.native 1500 native
	mode_is_as_said packets.multi_buffer 9000 native
	mode_is_as_said packets.generic 1500 generic
	ctl load -j
	same "the status of check" "$checked" "$status"
	same "the route" \
		"$(jq -r '.findings[] | select(.code == "opens" and .verdict == "ok").reason' check.out)" \
		"$(jq -r '.results[] | select(.probe == "opens" and .result == "loaded")
			| "loads via \(.via)"' <<<"$out")"
}

@test "each verdict is what load comes to" {
	each_is_as_said
}

@test "each verdict is what load comes to, without BTF" {
	mount -t tmpfs none /sys/kernel/btf
	each_is_as_said
	umount /sys/kernel/btf
}

@test "check leaves what is loaded by each route as it is, and counting" {
	local via before

	new_veth veth0 veth1
	ip route add default dev veth0
	for via in fexit tracepoint kprobe; do
		"$EBPFCTL" -q load opens --via $via 2>/dev/null || continue
		before=$(listed)
		verdicts
		same "what is loaded via $via" "$(listed)" "$before"
		[ "$(jq -r '.findings[] | select(.code == "opens").reason' check.out)" = \
			"loaded already, via $via" ]
		"$helpers/opener" "v-$via" calls mixed 400 "$PWD" >book
		same "the counts" "$(opens_of "v-$via")" "400 120"
		"$EBPFCTL" -q unload opens
	done
}

# A call that waits while another program comes to the same function by fexit would be lost.
@test "check loses no open that is under way" {
	"$EBPFCTL" -q load opens --via fexit 2>/dev/null || skip "this kernel has no fexit"
	mkfifo fifo
	start "$helpers/steps" comm v-waits open O_RDONLY fifo
	eventually is_waiting "$pid"
	verdicts
	: >fifo
	ended "$pid"
	# one that the kernel skips for another one's sake is told as missed
	[ "$(opens_of v-waits)" = "1 0" ] || ! is_preempting || [ "$(missed)" -gt 0 ] ||
		same "the counts" "$(opens_of v-waits)" "1 0"
}

is_waiting() {
	[[ $(<"/proc/$1/stat") == *'(v-waits) S '* ]]
}
