# SPDX-License-Identifier: GPL-2.0-or-later
# The units, as systemd reads them.

load lib

setup() {
	EBPFCTL_BUILDDIR=${EBPFCTL_BUILDDIR:-$EBPFCTL_SRCDIR}
	need systemd-analyze systemd
	cp "$EBPFCTL_BUILDDIR"/systemd/*.service "$BATS_TEST_TMPDIR/"
	# where what they start need not be installed
	sed -i 's,^\(Exec[A-Za-z]*\)=[^ ]*,\1=/bin/true,' "$BATS_TEST_TMPDIR"/*.service
}

@test "systemd finds nothing to complain of in the units" {
	says_nothing systemd-analyze verify --man=no "$BATS_TEST_TMPDIR/ebpfctl.service" \
		"$BATS_TEST_TMPDIR/ebpfctl-interface@.service"
}

@test "the units have one and the same sandbox, and nothing is left to fill in" {
	local unit

	for unit in ebpfctl ebpfctl-interface@; do
		[ -z "$(grep '@[a-zA-Z]*@' "$EBPFCTL_BUILDDIR/systemd/$unit.service")" ]
		[ "$(sed -n '/^CapabilityBoundingSet=/,/^SystemCallErrorNumber=/p' \
			"$EBPFCTL_BUILDDIR/systemd/$unit.service")" = \
			"$(sed -n '/^CapabilityBoundingSet=/,$p' systemd/sandbox)" ]
	done
}

# What loading needs is what keeps it from being lower.
@test "systemd-analyze security says that the units are exposed to no more than 2.8" {
	local score

	score=$(systemd-analyze security --offline=yes --no-pager "$BATS_TEST_TMPDIR/ebpfctl.service" |
		sed -n 's/.*Overall exposure level.*: \([0-9]*\)\.\([0-9]\).*/\1\2/p')
	[ "$score" -gt 0 ]
	[ "$score" -le 28 ]
}
