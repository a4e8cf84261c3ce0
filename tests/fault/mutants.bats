#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Objects that are damaged in every way: each is loaded and unloaded, or refused in words.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads

load lib

@test "a mutated object is loaded and unloaded or refused: no crash, no hang, nothing left" {
	local count=300

	! is_large || count=3000
	"$EBPFCTL_SRCDIR/tests/fault/mutate" /sys/fs/bpf "$count" >mutants.out 2>&1 || {
		tail -n 20 mutants.out
		return 1
	}
	echo "# $(tail -n 1 mutants.out)" >&3
	swept "$count" "mutated objects, through the kernel"
	[ ! -e "$PINS" ]
	no_ids_left
}
