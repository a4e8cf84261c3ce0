#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/vm/run itself: whatever happens to a machine or to what it needs is a failure, and told.

setup() {
	if [ "$EUID" -ne 0 ] || [ "${EBPFCTL_TEST_ROOT-}" != 1 ]; then
		skip "needs root, and EBPFCTL_TEST_ROOT=1: make check-vm"
	fi
}

in_machine() {
	status=0
	"$EBPFCTL_SRCDIR/tests/vm/run" --kernels 6.1 "$@" \
		>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- || status=$?
	echo "status $status"
	cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
}

@test "a command's output and status are those of the machine" {
	in_machine -- sh -c 'echo word; exit 7'
	[ "$status" -eq 7 ]
	[ "$(<"$BATS_TEST_TMPDIR/out")" = word ]
}

@test "a panic is a failure, with the kernel's words and the console's last lines" {
	in_machine -- sh -c 'echo c >/proc/sysrq-trigger'
	[ "$status" -eq 125 ]
	grep -q 'Kernel panic' "$BATS_TEST_TMPDIR/err"
	grep -q "the console's last lines:" "$BATS_TEST_TMPDIR/err"
}

@test "a machine that hangs is a failure after its time, with the console's last lines" {
	in_machine --timeout 20 -- sleep 1000
	[ "$status" -eq 125 ]
	grep -q 'came to no end within 20 seconds' "$BATS_TEST_TMPDIR/err"
	grep -q "the console's last lines:" "$BATS_TEST_TMPDIR/err"
}

@test "a program that is missing is a failure, with the package that has it" {
	local name

	mkdir "$BATS_TEST_TMPDIR/bin"
	for name in bash dirname id; do
		ln -s "$(command -v "$name")" "$BATS_TEST_TMPDIR/bin/"
	done
	status=0
	# what /sbin has is looked for too, and qemu is not there
	PATH=$BATS_TEST_TMPDIR/bin "$(command -v bash)" "$EBPFCTL_SRCDIR/tests/vm/run" -- true \
		2>"$BATS_TEST_TMPDIR/err" || status=$?
	cat "$BATS_TEST_TMPDIR/err"
	[ "$status" -eq 125 ]
	grep -q "'qemu-system-x86_64' was not found" "$BATS_TEST_TMPDIR/err"
	grep -q 'hint: apt install qemu-system-x86' "$BATS_TEST_TMPDIR/err"
}
