#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# On a kernel that is locked down (kernel_lockdown(7)). Runs inside of virtual machines that are
# booted with lockdown=integrity and with lockdown=confidentiality: tests/vm/machines.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

is_confidential() {
	[[ $(</sys/kernel/security/lockdown) == *"[confidentiality]"* ]]
}

@test "this kernel is locked down" {
	[[ $(</sys/kernel/security/lockdown) != *"[none]"* ]]
}

@test "packets loads and counts exactly under lockdown" {
	new_veth veth0 peer0
	ctl load packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	"$helpers/frames" send peer0 100 "$UDP_FRAME"
	counts veth0 "100 6000 ipv4/udp=100:6000"
}

@test "opens counts exactly by each route under integrity, and is refused under confidentiality" {
	local route

	for route in fexit tracepoint kprobe; do
		ctl load opens --via "$route"
		if is_confidential; then
			same "the exit status" "$status" 1
			same "the first two lines" "$(head -n 2 <<<"$err")" \
				"ebpfctl: cannot load 'opens' via $route: the kernel is locked down (confidentiality)
hint: boot without lockdown=confidentiality"
			no_ids_left
		else
			same "the exit status" "$status" 0
			"$helpers/opener" "l-$route" calls mixed 400 "$PWD" >book
			same "the counts" "$(opens_of "l-$route")" "400 120"
			ctl -q unload
		fi
	done
}

@test "load without --via says the same in two lines, and leaves nothing" {
	ctl load opens
	if is_confidential; then
		local reason='the kernel is locked down (confidentiality)'

		gives 1 "" "ebpfctl: cannot load 'opens': fexit: $reason; tracepoint: $reason; kprobe: $reason
hint: boot without lockdown=confidentiality"
		no_ids_left
	else
		gives 0 "opens    loaded  via fexit on do_sys_openat2" ""
	fi
}
