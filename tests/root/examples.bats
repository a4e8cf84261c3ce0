#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The EXAMPLES of the manual pages, each line as it stands there, but on veth0 and veth1
# for eth0 and eth1, and interrupted after a moment where it does not end by itself.

load lib

prepare() {
	# what `ip netns` makes there stays in this mount namespace
	mount -t tmpfs tmpfs /run
	new_veth veth0 veth1
	ip route add default dev veth0
	ip netns add blue
	ip link add veth2 type veth peer name veth0 netns blue
	cp "$EBPFCTL_BUILDDIR/tests/objects/tutorial/counter.bpf.o" .
	mkdir bin
	ln -s "$EBPFCTL" bin/ebpfctl
	PATH=$PWD/bin:$PATH
}

clean_up() {
	ebpfctl -q unload --all || :
	ip netns delete blue
	umount --lazy /run
}

# examples_of PAGE: the commands, without the prompt.
examples_of() {
	sed -nE 's/^\.Dl [#$] (.*)/\1/p' "$EBPFCTL_SRCDIR/man/$1.8" |
		sed -E 's/\beth([01])\b/veth\1/g'
}

# seconds_for COMMAND: what may go on for ever is interrupted after a moment.
seconds_for() {
	case $1 in
	*'ebpfctl events'* | *'stats -w'* | *--watch*) is_small && echo 4 || echo 1 ;;
	*) echo "$PATIENCE" ;;
	esac
}

# works COMMAND: it exits 0, and has nothing to complain of.
works() {
	echo "# $1"
	status=0
	timeout --signal=INT --preserve-status "$(seconds_for "$1")" bash -c "$1" \
		>stdout 2>stderr 3>&- || status=$?
	cat stdout stderr
	[ "$status" -eq 0 ] || {
		echo "exit status $status"
		return 1
	}
	# that a mount is opened for a group is said once
	[ -z "$(grep '^ebpfctl: ' stderr | grep -v ': warning: others may search')" ]
}

# What a command needs: load an empty place, all others loaded probes.
make_ready() {
	case $1 in
	*'ebpfctl load'*) ebpfctl -q unload --all || : ;;
	*) ebpfctl -q load -i veth0 -i veth1 ;;
	esac 2>ready.err
}

each_works() {
	local command count=0

	prepare
	while IFS= read -r command; do
		make_ready "$command"
		works "$command"
		count=$((count + 1))
	done < <(examples_of "$1")
	clean_up
	[ "$count" -gt 0 ]
}

@test "the examples of ebpfctl(8) work one after the other" {
	local command

	prepare
	while IFS= read -r command; do
		works "$command"
	done < <(examples_of ebpfctl)
	clean_up
}

@test "each example of ebpfctl-load(8) works" {
	each_works ebpfctl-load
}

# Its files are where it was built for.
@test "each example of ebpfctl-apply(8) works" {
	local directory

	directory=$("$EBPFCTL" apply --dry-run 2>&1) || :
	directory=${directory#*cannot read \'} directory=${directory%%\'*}
	[[ $directory == /*/probes.d ]]
	mkdir -p "${directory%/probes.d}"
	mount -t tmpfs tmpfs "${directory%/probes.d}"
	mkdir "$directory"
	echo 'packets -i veth0 -i veth1' >"$directory/veth.conf"
	each_works ebpfctl-apply
	umount --lazy "${directory%/probes.d}"
	rmdir --ignore-fail-on-non-empty "${directory%/probes.d}"
}

@test "each example of ebpfctl-stats(8) works" {
	each_works ebpfctl-stats
}

@test "each example of ebpfctl-events(8) works" {
	each_works ebpfctl-events
}

@test "each example of ebpfctl-list(8) works" {
	each_works ebpfctl-list
}

@test "each example of ebpfctl-check(8) works" {
	each_works ebpfctl-check
}

@test "each example of ebpfctl-hooks(8) works" {
	each_works ebpfctl-hooks
}

@test "each example of ebpfctl-unload(8) works" {
	each_works ebpfctl-unload
}

@test "each example of ebpfctl-help(8) works" {
	each_works ebpfctl-help
}

@test "no page with examples was forgotten here" {
	local page

	for page in "$EBPFCTL_SRCDIR"/man/*.8; do
		page=$(basename "$page" .8)
		grep -q "examples of $page(8)\|example of $page(8)" "$BATS_TEST_FILENAME" || {
			echo "$page(8) is not in this file"
			return 1
		}
	done
}
