#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hostile users: what uid 65534 can do to what root has loaded, which is nothing.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

load lib

as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all \
		"$@" 3>&- 8>&-
}

# A bpffs as the kernel mounts it without options: anyone may make files in its root.
open_place() {
	umount /sys/fs/bpf
	mount -t bpf -o mode="$1" bpf /sys/fs/bpf
}

# intrude: with everything that a user could know.
intrude() {
	local words=() kind id status=0

	while read -r kind id; do
		words+=("$kind" "$id")
	done < <(new_ids)
	[ ${#words[@]} -gt 20 ]
	cp "$EBPFCTL_BUILDDIR/tests/fault/intruder" /tmp/intruder.$$
	as_nobody /tmp/intruder.$$ "$PINS" "${words[@]}" reader "$1" >intruder.out || status=$?
	rm /tmp/intruder.$$
	same "what worked" "$(grep -v attempts intruder.out)" "${2-}"
	[[ $(<intruder.out) =~ ([0-9]+)" attempts" ]]
	[ "${BASH_REMATCH[1]}" -gt 500 ]
	swept "${BASH_REMATCH[1]}" "hostile cases"
}

@test "a user can open, attach, run, write, lock or see nothing of what is loaded, whatever the mount" {
	local mode reader

	for mode in 1777 0755 0700; do
		open_place "$mode"
		new_veth veth0 peer0
		loads -i veth0
		start_reader reader -j -n u-probe
		reader=$pid
		intrude "$reader"
		"$helpers/opener" u-probe loop path 50 >/dev/null
		stop_reader "$reader"
		same "the exit status of the reader" "$status" 0
		same "its events" "$(grep -c '"type":"open"' reader.out)" 50
		same "the opens" "$(opens_of u-probe)" "50 50"
		ctl unload
		gives 0 "packets  unloaded
opens    unloaded" ""
		remove_interfaces
	done
}

@test "a user who fills a bpffs of mode 1777, and locks it, keeps nobody from anything" {
	local i

	open_place 1777
	as_nobody bash -c 'cd /sys/fs/bpf && for ((i = 0; i < 300; i++)); do mkdir "u$i" "stage_$i"; done
		ln -s /etc opens; ln -s /etc packets; mkdir lock'
	start setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
		flock --no-fork /sys/fs/bpf sleep 300
	new_veth veth0 peer0
	loads -i veth0
	counting opens
	counting packets
	same "what is listed" "$("$EBPFCTL" list -j | jq -c '[(.probes[] | [.name, .health]), .leftovers]')" \
		'[["packets","ok"],["opens","ok"],0]'
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	[ -d /sys/fs/bpf/u7 ]
	[ -L /sys/fs/bpf/opens ]
	swept 603 "hostile cases"
}

@test "a user's own events, stats, list and unload are refused, and 16 of them take no place" {
	local word i

	open_place 0755
	loads opens
	for word in stats events list unload "unload --all" load; do
		status=0
		# shellcheck disable=SC2086 # words
		as_nobody "$EBPFCTL" $word >ctl.out 2>ctl.err || status=$?
		same "the exit status of $word" "$status" 1
		[[ $(<ctl.err) == "ebpfctl: cannot "* ]]
		same "what $word shows" "$(<ctl.out)" ""
	done
	for i in {1..16}; do
		! as_nobody "$EBPFCTL" events -d 1 2>/dev/null || false
	done
	ctl events -j -d 0.05 -n u-none
	same "the exit status of a reader" "$status: $err" "0: "
	swept 22 "hostile cases"
}
