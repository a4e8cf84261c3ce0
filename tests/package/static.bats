#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What --enable-static-binary makes: one file, for a machine that has none of our libraries.

load lib

# make_root: with what the machine's init asks for, and the file.
make_root() {
	mkdir -p root/bin root/etc
	cp /bin/busybox root/bin/
	cp ebpfctl root/bin/
	cp "$here/bare" root/bin/bare
	echo bare >root/etc/debian_version
	for name in sh cat ping; do
		ln -s busybox "root/bin/$name"
	done
	printf '#!/bin/busybox sh\nexec /bin/busybox sh "$@"\n' >root/bin/bash
	chmod 0755 root/bin/bash
}

@test "./configure --enable-static-binary gives a file that runs where there is no library, and knows users by number" {
	# in a tree that was configured in place there is no configuring beside it
	logged distdir make -s -C "$EBPFCTL_BUILDDIR" distdir distdir="$PWD/tree"
	logged configure tree/configure -q --enable-werror --enable-static-binary
	# the C library warns that names would need its shared objects: none is left
	logged make make -s -j"$(nproc)" ebpfctl
	! grep -q 'statically linked applications' make.log || false
	! readelf --program-headers ebpfctl | grep -E 'INTERP|DYNAMIC' || false
	make_root
	logged bare "$EBPFCTL_SRCDIR/tests/vm/run" --kernels 6.1 --root root -- /bin/bare
	closing bare 'all of it works'
}
