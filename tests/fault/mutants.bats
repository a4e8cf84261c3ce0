#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Objects that are damaged in every way: each is loaded and unloaded, or refused in words.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib
load ../root/own

# mutants BPFFS COUNT
mutants() {
	local objects=() name

	for name in tracepoint raw_tp tp_btf xdp tc globals map_kinds map_in_map tail_call options \
		iter kprobe uprobe usdt fentry; do
		objects+=("$OBJECTS/$name.bpf.o")
	done
	"$EBPFCTL_BUILDDIR/tests/fault/mutants" "$1" 1 "$2" "${objects[@]}" >mutants.out 2>&1 || {
		tail -n 20 mutants.out
		return 1
	}
	echo "# $(tail -n 1 mutants.out)" >&3
	swept "$2" "mutated objects"
}

@test "a mutated object is shown by --dry-run or refused: no crash, no hang" {
	is_large || mutants - 2000
	! is_large || mutants - 100000
}

@test "a mutated object is loaded and unloaded or refused: no crash, no hang, nothing left" {
	is_large || mutants /sys/fs/bpf 300
	! is_large || mutants /sys/fs/bpf 10000
	[ ! -e "$PINS" ]
	no_ids_left
}
