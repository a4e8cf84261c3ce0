#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The package as it is installed: by piuparts, and by autopkgtest with its servers.

load lib

setup_file() {
	! is_enabled || {
		"$here/build" && "$here/build" --next
	} >&2
}

# A repository with the first build, for what installs that and upgrades.
make_old() {
	mkdir old
	cp "$this"/ebpfctl_*.deb old/
	(cd old && apt-ftparchive packages . >Packages && apt-ftparchive release . >Release)
}

# A Debian that has systemd, which leaves directories of its own: "base.tar.gz".
make_base() {
	local kept=$EBPFCTL_VM_DIR/package/systemd

	"$EBPFCTL_SRCDIR/tests/vm/make-debian" "$kept" --variant=minbase --include=systemd
	tar -C "$kept" -czf base.tar.gz .
}

@test "piuparts installs, upgrades, removes and purges it, and nothing is left behind" {
	make_old
	make_base
	logged piuparts piuparts --basetgz base.tar.gz \
		--distribution bookworm --mirror "$("$here/../vm/apt-mirror" Debian) main" \
		--no-eatmydata --fail-on-broken-symlinks \
		--bindmount "$PWD/old" --extra-repo "deb [trusted=yes] file:$PWD/old ./" \
		"$next"/*.changes
	grep -q 'PASS: Installation and purging test' "$BATS_TEST_TMPDIR/piuparts.log"
	grep -q 'PASS: Installation, upgrade and purging tests' "$BATS_TEST_TMPDIR/piuparts.log"
	closing piuparts 'PASS: All tests'
}

# passed TEST [...]: in autopkgtest's summary.
passed() {
	local test

	for test; do
		grep -Eq "^$test +PASS" "$BATS_TEST_TMPDIR/autopkgtest.log" || {
			cat "$BATS_TEST_TMPDIR/autopkgtest.log"
			return 1
		}
		tells "autopkgtest, $took s: $(grep -E "^$test +PASS" "$BATS_TEST_TMPDIR/autopkgtest.log" | tail -n 1)"
	done
}

# Told apart from a tree that was not built by debian/files: else it is built once more, though
# none of these tests wants that.
make_plain_tree() {
	cp -r "$this"/ebpfctl-[0-9.]* "$1"
	: >"$1/debian/files"
}

@test "autopkgtest passes with the server null, in a Debian that has nothing of ours" {
	make_testbed
	make_plain_tree testbed/tmp/tree
	cp "$this"/ebpfctl_*.deb testbed/tmp/
	logged autopkgtest in_testbed chroot testbed bash -euc 'cd /tmp
		apt-get -q update
		autopkgtest --no-built-binaries --test-name=superficial --test-name=command-line \
			./ebpfctl_*.deb ./tree/ -- null'
	passed superficial command-line
}

@test "autopkgtest passes with the server chroot" {
	make_testbed
	make_plain_tree tree
	logged autopkgtest in_testbed autopkgtest --no-built-binaries --setup-commands='apt-get -q update' \
		--test-name=superficial --test-name=command-line \
		"$this"/ebpfctl_*.deb ./tree/ -- chroot "$PWD/testbed"
	passed superficial command-line
}

# make_tree: the sources with the programs that the tests run, so that an emulated processor
# has nothing to compile.
make_tree() {
	cp -r "$this"/ebpfctl-[0-9.]* tree
	(cd "$EBPFCTL_BUILDDIR" && find tests -type f -perm -u+x ! -name '*.tap' ! -name '*.bats' -print0 |
		cpio --quiet -0 -pdu "$BATS_TEST_TMPDIR/tree")
	: >tree/debian/files
}

# with_a_testbed COMMAND...: once more, twice at most, where the machine did not come up in the
# seconds that autopkgtest grants, as it happens on an emulated processor: status 16 says that.
with_a_testbed() {
	local try status

	for try in 1 2 3; do
		status=0
		"$@" || status=$?
		[ "$status" -eq 16 ] || return "$status"
		echo "there was no testbed in try $try"
	done
	return 16
}

# On an emulated processor: vm/routes, and of root what is short. The others run under
# emulation in tests/vm/machines, and natively by make check-root.
@test "autopkgtest runs tests that load with the server qemu, on an emulated processor" {
	local kernel=$EBPFCTL_VM_DIR/6.1-full image=$EBPFCTL_VM_DIR/package/6.1-full

	# autopkgtest shares a folder with it, by what the kernels for clouds have not
	"$here/../vm/fetch-kernel" --full 6.1 "$kernel"
	"$here/make-image" "$kernel" "$image"
	export EMULATED_KERNEL=$kernel/vmlinuz EMULATED_INITRAMFS=$image/initramfs
	make_tree
	logged autopkgtest with_a_testbed autopkgtest --test-name=root --timeout-test=3000 \
		--env=EBPFCTL_TEST_SMALL=1 --env=EBPFCTL_TEST_PATIENCE=60 \
		--env=EBPFCTL_TEST_RUNNER=tests/vm/one-file \
		--env=EBPFCTL_TEST_ROUTES='fexit tracepoint kprobe' \
		--env=EBPFCTL_TEST_SUITES="${EBPFCTL_AUTOPKGTEST_SUITES:-vm/routes root/life.bats}" \
		"$this"/ebpfctl_*.deb ./tree/ -- qemu --qemu-command="$here/qemu-emulated" \
		--timeout-reboot=300 "$image/disk"
	passed root
	tells "autopkgtest, qemu: $(grep -E '^[0-9]+ passed, 0 failed' "$BATS_TEST_TMPDIR/autopkgtest.log")"
}
