#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The package as users get it: by apt, from a signed repository; in a chroot, and on a machine
# that boots.

load lib

setup_file() {
	! is_enabled || {
		"$here/build" && "$here/build" --next
	} >&2
}

# all_files FILE: of the testbed, but what dpkg and apt keep about packages, and the file that
# sysusers keeps of the groups before ours, which stays.
all_files() {
	(cd testbed && find . -xdev \( -path ./proc -o -path ./dev -o -path ./var/lib/dpkg \
		-o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log -o -path ./repository \) \
		-prune -o ! -path ./etc/gshadow- -print | sort) >"$1"
}

in_apt() {
	in_testbed chroot testbed env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

make_repository() {
	"$here/make-repository" "$1/repository" "$this"/ebpfctl_*.deb
	echo 'deb [signed-by=/repository/key.gpg] file:/repository stable main' >"$1/ours.list"
}

@test "in a chroot, apt installs it from a signed repository; it runs, and is purged without a trace" {
	make_testbed
	make_repository testbed
	mv testbed/ours.list testbed/etc/apt/sources.list
	all_files before
	in_apt apt-get -q update
	in_apt apt-get -qy install ebpfctl
	same 'the version' "$(in_apt ebpfctl --version)" "ebpfctl $(sed -n 's/^Version: \(.*\)-.*/\1/p' "$this"/*.dsc)"
	# no bpffs is there: check says so, and does not fail in another way
	status=0
	in_apt ebpfctl check >check 2>&1 || status=$?
	[ "$status" -le 1 ]
	in_apt apt-get -qy remove ebpfctl
	[ -z "$(in_apt dpkg -L ebpfctl 2>/dev/null | while read -r file; do
		[ ! -f "testbed$file" ] || [[ $file == /etc/* ]] || echo "$file"
	done)" ]
	in_apt apt-get -qy purge ebpfctl
	all_files after
	diff before after
}

@test "what is not signed by the repository's key is not installed" {
	make_testbed
	make_repository testbed
	mv testbed/ours.list testbed/etc/apt/sources.list
	sed -i 's/^Description: .*/Description: forged/' \
		testbed/repository/dists/stable/main/binary-amd64/Packages
	rm testbed/repository/dists/stable/main/binary-amd64/Packages.gz
	! in_apt apt-get -q -o APT::Update::Error-Mode=any update || false
	! in_apt apt-get -qy install ebpfctl || false
}

@test "on a machine: installed, configured, loaded again after a reboot, upgraded while it counts, purged" {
	make_repository .
	mv repository one
	"$here/make-repository" two "$next"/ebpfctl_*.deb
	logged life "$here/machine" --timeout 1500 --with one --with two --with "$here/life" -- ./life
	cp "$BATS_TEST_TMPDIR/life.log" "$EBPFCTL_BUILDDIR/package/transcript"
	closing life 'came to its end'
}

@test "on a machine: what is configured is there after a reboot, comes and goes with interfaces, and outlives an upgrade" {
	mkdir this next
	ln "$this"/ebpfctl_*.deb this/
	ln "$next"/ebpfctl_*.deb next/
	logged configured "$here/machine" --timeout 1500 --with this --with next \
		--with "$here/configured" -- ./configured
	cp "$BATS_TEST_TMPDIR/configured.log" "$EBPFCTL_BUILDDIR/package/transcript-configured"
	closing configured 'came to its end'
}
