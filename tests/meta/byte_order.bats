# SPDX-License-Identifier: GPL-2.0-or-later
# No build, and so no package, has BPF objects of another byte order than its program.

load lib

setup() {
	EBPFCTL_BUILDDIR=${EBPFCTL_BUILDDIR:-$EBPFCTL_SRCDIR}
	ours=$(sed -n 's/^BPF_TARGET = //p' "$EBPFCTL_BUILDDIR/Makefile")
	case $ours in
	bpfel) other=bpfeb order=little other_order=big ;;
	bpfeb) other=bpfel order=big other_order=little ;;
	*) return 1 ;;
	esac
}

# build_with FLAGS: what a build with these for the BPF compiler $said, and its $status.
build_with() {
	local srcdir

	status=0
	srcdir=$(sed -n 's/^srcdir = //p' "$EBPFCTL_BUILDDIR/Makefile")
	said=$(make -C "$EBPFCTL_BUILDDIR" --no-print-directory \
		-W "$srcdir/bpf/packets.bpf.c" BPF_CFLAGS="$1" bpf/packets.bpf.o 2>&1) || status=$?
	rm -f "$EBPFCTL_BUILDDIR/bpf/packets.bpf.o-t"
}

@test "a build whose BPF compiler makes the other byte order ends with one clear line" {
	local before

	before=$(cksum <"$EBPFCTL_BUILDDIR/bpf/packets.bpf.o")
	build_with "-target $other"
	echo "$said"
	[ "$status" -ne 0 ]
	[[ $said == *"check-byte-order: 'bpf/packets.bpf.o-t' is $other_order endian, the machine it is for is $order endian"* ]]
	[[ $said == *"hint: compile it with -target $ours, and nothing in BPF_CFLAGS that changes that"* ]]
	[ "$(cksum <"$EBPFCTL_BUILDDIR/bpf/packets.bpf.o")" = "$before" ]
}

@test "an object of the machine's order is taken, for either order" {
	local target

	for target in bpfel bpfeb; do
		echo 'int x;' | clang -target "$target" -x c -c - -o "$BATS_TEST_TMPDIR/$target.o"
		says_nothing bpf/check-byte-order "$target" "$BATS_TEST_TMPDIR/$target.o"
	done
}

@test "what is no object at all is taken for neither order" {
	local target

	printf '\177ELF\1\1' >"$BATS_TEST_TMPDIR/of-32-bits"
	: >"$BATS_TEST_TMPDIR/empty"
	for target in bpfel bpfeb; do
		run bpf/check-byte-order "$target" "$BATS_TEST_TMPDIR/of-32-bits"
		[ "$status" -eq 1 ]
		[ "$output" = "check-byte-order: '$BATS_TEST_TMPDIR/of-32-bits' is no 64-bit ELF object" ]
		run bpf/check-byte-order "$target" "$BATS_TEST_TMPDIR/empty"
		[ "$status" -eq 1 ]
		[ "$output" = "check-byte-order: '$BATS_TEST_TMPDIR/empty' is no 64-bit ELF object" ]
	done
}
