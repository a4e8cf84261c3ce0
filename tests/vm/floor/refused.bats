#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a kernel below the floor gets to hear. Runs inside a virtual machine only, which
# tests/vm/kernels.tap starts.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

# is_refused PROBE WORD...: by the kernel's release, with the floor, and nothing is left.
is_refused() {
	local probe=$1

	shift
	ctl load "$probe" "$@"
	same "the exit status" "$status" 1
	same "standard output" "$out" ""
	[[ $err == *"$(uname -r)"* && $err == *5.15* ]] || {
		echo "neither the release nor the floor is in:"
		echo "$err"
		return 1
	}
	ctl list
	gives 0 "nothing is loaded" ""
	no_ids_left
}

@test "opens is refused with the kernel's release and the floor, and nothing is left" {
	is_refused opens
}

@test "packets is refused with the kernel's release and the floor, and nothing is left" {
	new_veth veth0 peer0
	is_refused packets -i veth0
}

@test "check says that both are refused for the kernel's version, and what would help" {
	ctl check -j
	same "the exit status" "$status" 1
	same "the verdicts" "$(jq -r '.ok, (.findings[]
		| select(.code | IN("packets", "opens", "kernel.version")) | "\(.code) \(.verdict)")' <<<"$out")" \
		"false
kernel.version refused
packets refused
opens refused"
	[[ $(jq -r '.findings[] | select(.code == "kernel.version").remedy' <<<"$out") == *5.15* ]]
	no_ids_left
}
