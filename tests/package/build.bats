#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The package as it is built, and what the checkers of packages find in it.

load lib

setup_file() {
	! is_enabled || "$EBPFCTL_SRCDIR/tests/package/build" >&2
}

@test "the package of a release tarball is built by sbuild in a clean chroot, and its suites pass there" {
	local line

	grep -aqx 'Status: successful' "$this/log"
	line=$(grep -aE '^[0-9]+ passed, 0 failed, [0-9]+ skipped$' "$this/log")
	tells "sbuild: $(grep -a '^Build needed' "$this/log"); suites: $line"
}

@test "lintian finds no error, warning, information or pedantry that is not overridden with a reason" {
	local log=$BATS_TEST_TMPDIR/lintian.log

	logged lintian lintian -EviI --pedantic --show-overrides --allow-root \
		"$this"/*.changes "$this"/*.dsc
	! grep -E '^[A-Z]: ' "$log" | grep -v '^[NO]:' || false
	# nor one that nothing would find any more
	! grep -E 'unused-override|mismatched-override' "$log" || false
	tells "lintian, $took s: exit status 0; 0 errors, 0 warnings, $(grep -c '^O: ' "$log") overridden"
}

@test "each override of lintian has its reason above it" {
	local file

	for file in "$EBPFCTL_SRCDIR"/debian/*lintian-overrides "$EBPFCTL_SRCDIR"/debian/source/lintian-overrides; do
		awk '/^#/ { reason = 1; next } /^$/ { reason = 0; next } !reason { print; bad = 1 }
			END { exit bad }' "$file"
	done
}

@test "blhc finds all hardening in every line of the build" {
	logged blhc blhc --all --debian "$this/log"
	tells "blhc, $took s: exit status 0, and it says nothing"
	[ ! -s "$BATS_TEST_TMPDIR/blhc.log" ]
}

@test "dpkg-shlibdeps and the compilers have nothing to warn of" {
	! grep -aE 'dpkg-shlibdeps: warning|warning: .*\[-W' "$this/log" || false
}

@test "each versioned dependency has its reason above it" {
	local count

	count=$(grep -cE '\([<>=]' "$EBPFCTL_SRCDIR/debian/control")
	same_count=$(grep -B 1 -E '\([<>=]' "$EBPFCTL_SRCDIR/debian/control" |
		grep -cE '^#|debhelper-compat')
	[ "$count" -eq "$same_count" ] || {
		echo "$count dependencies are versioned, $same_count have a reason"
		return 1
	}
}

# with_another_user COMMAND...: in a mount namespace where there is one, who may use FUSE also
# where udev did not see to it, and a sudo for reprotest.
with_another_user() {
	mkdir bin dev
	ln -s "$here/reprotest-sudo" bin/sudo
	(cat /etc/passwd && echo 'another:x:59999:59999::/nonexistent:/bin/sh') >passwd
	(cat /etc/group && echo 'another:x:59999:') >group
	# shellcheck disable=SC2016 # for the inner shell
	PATH=$PWD/bin:$PATH unshare --mount bash -euc '
		mount --bind passwd /etc/passwd
		mount --bind group /etc/group
		mount -t tmpfs none dev
		mknod -m 0666 dev/fuse c 10 229
		mount --bind dev/fuse /dev/fuse
		exec "$@"' with_another_user "$@"
}

# The binary packages of two builds are compared, that of debugging symbols too. What the first
# one leaves beside them is removed, for the second user could not write it anew.
@test "two builds that differ in all that reprotest varies, the user too, give the same packages" {
	cp -r "$this"/ebpfctl-[0-9.]* tree
	rm -f tree/debian/files
	logged reprotest with_another_user reprotest -v --no-diffoscope \
		--vary=+all,user_group.available+=another:another,domain_host.use_sudo=1 \
		-c 'id -un && DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc -b && rm ../*.buildinfo ../*.changes' \
		tree '../*.deb' -- null
	same 'who has built' "$(grep -axE 'root|another' "$BATS_TEST_TMPDIR/reprotest.log" | xargs)" 'root another'
	closing reprotest 'Reproduction successful'
	tells "reprotest: $(grep -a '^[0-9a-f]\{64\}  ' "$BATS_TEST_TMPDIR/reprotest.log" | sed 's/\(.\{12\}\)[^ ]*/\1/' | tr '\n' ' ')"
}
