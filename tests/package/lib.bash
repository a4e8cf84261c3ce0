# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the tests of the package share: the packages that tests/package/build made, a small
# Debian to install them in, and the closing lines of tools.

# what was said to the make that called this, as RUNFLAGS, is not for those that tests call
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL
export EBPFCTL_VM_DIR=${EBPFCTL_VM_DIR:-$EBPFCTL_BUILDDIR/build/vm}
# shellcheck disable=SC2034 # used by the files
here=$EBPFCTL_SRCDIR/tests/package this=$EBPFCTL_BUILDDIR/package/this next=$EBPFCTL_BUILDDIR/package/next

is_enabled() {
	[ "$EUID" -eq 0 ] && [ "${EBPFCTL_TEST_ROOT-}" = 1 ]
}

setup() {
	is_enabled || skip 'needs root, and EBPFCTL_TEST_ROOT=1: make check-package'
	cd "$BATS_TEST_TMPDIR" || return 1
}

# tells LINE: seen also where the test passes.
tells() {
	echo "# $*" >&3
}

# logged NAME COMMAND...: with its output in a file, the end of which is shown when it fails, and
# the time it took.
logged() {
	local name=$1 start=$SECONDS

	shift
	("$@") >"$BATS_TEST_TMPDIR/$name.log" 2>&1 </dev/null 3>&- || {
		tail -n 40 "$BATS_TEST_TMPDIR/$name.log" | cut -c1-200
		return 1
	}
	took=$((SECONDS - start))
}

# closing NAME PATTERN: the last line of that log with PATTERN in it, which must be there.
closing() {
	local line

	line=$(grep -aE "$2" "$BATS_TEST_TMPDIR/$1.log" | tail -n 1)
	[ -n "$line" ]
	tells "$1, $took s: $line"
}

# make_testbed: a folder "testbed" with a Debian, that is this test's own.
make_testbed() {
	local kept=$EBPFCTL_VM_DIR/package/testbed

	mkdir -p "${kept%/*}"
	"$EBPFCTL_SRCDIR/tests/vm/make-debian" "$kept" --variant=apt \
		--include=adduser,autopkgtest,bats,libbpf1,libcap2,libelf1,systemd-standalone-sysusers,zlib1g
	cp -a "$kept" testbed
	cp -L /etc/resolv.conf testbed/etc/
}

# in_testbed COMMAND...: with what a chroot is given, in a mount namespace of its own.
in_testbed() {
	# shellcheck disable=SC2016 # for the inner shell
	env -u EBPFCTL -u EBPFCTL_SRCDIR -u EBPFCTL_BUILDDIR unshare --mount bash -euc '
		mount -t proc proc testbed/proc
		mount --rbind /dev testbed/dev
		exec "$@"' in_testbed "$@"
}

teardown() {
	rm -rf "$BATS_TEST_TMPDIR/testbed"
}

same() {
	[ "$2" = "$3" ] || {
		printf '%s is:\n%s\nand should be:\n%s\n' "$1" "$2" "$3"
		return 1
	}
}
