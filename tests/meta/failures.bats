#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# That a root test fails, and where, is told as bats does, though it is noted only then.

# bats would take an @test at the beginning of a line here for one of this file.
write_tests() {
	sed "s/^case/@test/" >failing.bats <<-EOF
		load "$EBPFCTL_SRCDIR/tests/root/lib.bash"
		setup() {
			note_failures_only
		}
		step() {
			[[ \$1 == a ]]
			true
		}
		case "a command" {
			true
			(exit 5)
			true
		}
		case "in a function" {
			step a
			step b
			true
		}
		case "in a substitution" {
			local found
			found=\$(exit 3)
			true
		}
		case "none" {
			step b || true
		}
	EOF
}

@test "a root test that fails says at which command and with which status, and goes no further" {
	local status=0

	cd "$BATS_TEST_TMPDIR"
	write_tests
	env -i PATH="$PATH" EBPFCTL_BUILDDIR="$EBPFCTL_BUILDDIR" \
		"$BATS_ROOT/bin/bats" --tap failing.bats >out || status=$?
	diff - out <<-'EOF'
		1..4
		not ok 1 a command
		# (in test file failing.bats, line 11)
		#   `(exit 5)' failed with status 5
		not ok 2 in a function
		# (from function `step' in file failing.bats, line 6,
		#  in test file failing.bats, line 16)
		#   `step b' failed
		not ok 3 in a substitution
		# (in test file failing.bats, line 21)
		#   `found=$(exit 3)' failed with status 3
		ok 4 none
	EOF
	[ "$status" -eq 1 ]
}
