#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A bpffs that others can write to, or have written to: what is not ours is refused and named, or
# left alone. It is never followed, never removed, and never read with a wrong size.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

load lib

cases=0

PART="each fourth"
! is_large || PART=each

as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# all_there: each name, with what says that it is still the same.
all_there() {
	find /sys/fs/bpf -printf '%p %y %i %U %m %l\n' | sort
}

readonly COMMANDS=("list -j" "stats -j" "events -d 0.1" "load packets -i veth0" "load opens"
	"load --replace" "unload packets" "unload opens" "unload packets -i veth0" "unload --all")

# untouched_by_all PATH: no command touches anything; each that fails names PATH, none crashes.
untouched_by_all() {
	local words before failures=0

	before=$(all_there)
	for words in "${COMMANDS[@]}"; do
		# shellcheck disable=SC2086
		ctl $words
		[ "$status" -le 3 ] || {
			echo "$words with $1: status $status: $err"
			return 1
		}
		same "what is there after $words" "$(all_there)" "$before"
		[ "$status" -ne 1 ] || named "$1" "$words"
		[ "$status" -ne 1 ] || failures=$((failures + 1))
		cases=$((cases + 1))
	done
	[ "$failures" -gt 0 ]
}

named() {
	[[ $err == "ebpfctl: cannot "*"$1"* ]] || {
		printf '%s does not name %s:\n%s\n' "$2" "$1" "$err"
		return 1
	}
}

# swap PATH COMMAND...: something else stands at PATH while it runs; put there by $put.
swap() {
	local path=$1

	shift
	mv "$path" /sys/fs/bpf/aside
	"$put" "$path"
	"$@" "$path"
	rm -rf "$path"
	mv /sys/fs/bpf/aside "$path"
}

a_link_to_it() { ln -s /sys/fs/bpf/aside "$1"; }
a_dangling_link() { ln -s /sys/fs/bpf/none "$1"; }
a_map() { bpftool map create "$1" type array key 4 value 65536 entries 1 name foreign; }
a_small_map() { bpftool map create "$1" type hash key 1 value 1 entries 3 name foreign; }
a_directory() { mkdir "$1"; }
of_another_user() { mkdir "$1" && chown 65534 "$1"; }
open_to_all() { mkdir "$1" && chmod 0777 "$1"; }

# ---- who was there first ----

@test "on a default mount another user is there first: refused, named, not followed, not touched" {
	local what

	umount /sys/fs/bpf
	mount -t bpf bpf /sys/fs/bpf
	same "its mode" "$(stat -c %a /sys/fs/bpf)" 1777
	new_veth veth0 peer0
	mkdir -m 0777 evil
	for what in "mkdir $PINS" "ln -s $PWD/evil $PINS" "ln -s /sys/fs/bpf $PINS" \
		"ln -s ebpfctl $PINS" "mkdir -m 0777 $PINS"; do
		# shellcheck disable=SC2086
		as_nobody $what
		untouched_by_all "$PINS"
		rm -r "$PINS"
	done
	same "what was made there" "$(ls -A evil)" ""
	as_nobody mkdir "$PINS" "$PINS/lock" "$PINS/opens" "$PINS/stage_0"
	untouched_by_all "$PINS"
	rm -r "$PINS"
	swept "$cases" "hostile names, made first"
}

@test "on a default mount another user cannot reach what load has made" {
	local what

	umount /sys/fs/bpf
	mount -t bpf bpf /sys/fs/bpf
	loads opens
	for what in "ls $PINS" "mv $PINS /sys/fs/bpf/mine" "rmdir $PINS" "mkdir $PINS/mine" \
		"ln -s /tmp $PINS/mine" "rm $PINS/opens/meta" "ln $PINS/opens/meta /sys/fs/bpf/mine" \
		"chmod 0777 $PINS" "flock --nonblock $PINS/lock true"; do
		# shellcheck disable=SC2086
		if as_nobody $what 2>/dev/null; then
			echo "$what: worked"
			return 1
		fi
		cases=$((cases + 1))
	done
	ctl unload opens
	gives 0 "opens    unloaded" ""
	no_ids_left
	swept "$cases" "attempts of another user"
}

# ---- components in the middle ----

# is_mine: whether the next one is of the part.
is_mine() {
	turn=$((${turn-0} + 1))
	is_large || [ $((turn % 4)) -eq 0 ]
}

@test "$PART directory of ours, as a symbolic link, another user's, open to all or a map: refused" {
	local directory

	new_veth veth0 peer0
	loads -i veth0
	for put in a_link_to_it a_dangling_link of_another_user open_to_all a_map; do
		for directory in lock packets opens opens/maps opens/progs opens/links packets/links; do
			! is_mine || swap "$PINS/$directory" untouched_by_some
		done
	done
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	no_ids_left
	swept "$cases" "hostile directories"
}

# untouched_by_some PATH: the commands that would change it or its probe.
untouched_by_some() {
	local words before probe=${1#"$PINS/"} commands

	probe=${probe%%/*}
	commands=("list" "load --replace $probe" "unload $probe")
	[ "$probe" != lock ] || commands=("load opens" "unload" "events -d 0.1")
	before=$(all_there)
	for words in "${commands[@]}"; do
		# shellcheck disable=SC2086
		ctl $words
		same "what is there after $words with $put at $1" "$(all_there)" "$before"
		cases=$((cases + 1))
		[ "$words" != list ] || continue
		same "the exit status of $words with $put at $1" "$status" 1
		named "$1" "$words"
	done
}

# ---- last components ----

@test "$PART pin of ours, as a symbolic link to it or of another kind or size: refused, not removed" {
	local path

	new_veth veth0 peer0
	loads -i veth0
	for path in "$PINS"/opens/{meta,maps/*,progs/*,links/*} "$PINS"/packets/{meta,maps/*,progs/*,links/*}; do
		for put in a_link_to_it a_map; do
			! is_mine || swap "$path" not_removed
		done
	done
	for path in "$PINS"/{opens,packets}/maps/*; do
		! is_mine || put=a_small_map swap "$path" not_removed
	done
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	no_ids_left
	swept "$cases" "hostile pins"
}

# not_removed PATH: reading ends in some documented way; what would remove it refuses.
not_removed() {
	local words before probe=${1#"$PINS/"}

	probe=${probe%%/*}
	before=$(all_there)
	for words in "list -j" "stats $probe -j" "events -c 1 -d 0.05" "load --replace $probe" \
		"unload $probe"; do
		# shellcheck disable=SC2086
		ctl $words
		[ "$status" -le 3 ] || {
			echo "$words with $put at $1: status $status: $err"
			return 1
		}
		same "what is there after $words with $put at $1" "$(all_there)" "$before"
		cases=$((cases + 1))
	done
	same "the exit status of unload with $put at $1" "$status" 1
	named "$1" unload
}

@test "what others put beside our pins is named, and neither removed nor in the way of reading" {
	local path before

	new_veth veth0 peer0
	loads -i veth0
	for path in opens/maps/mine opens/mine packets/maps/mine packets/progs/mine packets/mine; do
		a_map "$PINS/$path"
		before=$(all_there)
		ctl stats
		same "the exit status of stats" "$status" 0
		ctl unload "${path%%/*}"
		gives 1 "" "ebpfctl: cannot unload '${path%%/*}': '$PINS/$path' is not of ebpfctl
hint: move it out of there, with mv, or remove it with rm"
		same "what is there" "$(all_there)" "$before"
		mv "$PINS/$path" /sys/fs/bpf/mine
		rm /sys/fs/bpf/mine
		cases=$((cases + 1))
	done
	# beside the probes, and a link of another program among ours
	a_map "$PINS/mine"
	mkdir "$PINS/Mine"
	new_veth held0 held1
	as=holder start "$helpers/xdphold" held0 native firewall link
	eventually test -s holder.out
	bpftool link pin id "$(bpftool -j link show | jq 'max_by(.id).id')" \
		"$PINS/packets/links/mine"
	ctl unload packets
	gives 1 "" "ebpfctl: cannot unload 'packets': '$PINS/packets/links/mine' is not of ebpfctl
hint: move it out of there, with mv, or remove it with rm"
	[[ $(ip -o link show held0) == *xdp* ]]
	rm "$PINS/packets/links/mine"
	stop_started
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	same "what is left" "$(find "$PINS" -mindepth 1 | sort)" "$PINS/Mine
$PINS/lock
$PINS/mine"
	rm "$PINS/mine"
	rmdir "$PINS/Mine" "$PINS/lock" "$PINS"
	swept "$((cases + 3))" "foreign objects among ours"
}

@test "a second name of a link is told before it would be left attached; of a map it is left alone" {
	local link before

	loads opens
	link=$(find "$PINS/opens/links" -type f | sort | head -n 1)
	ln "$link" /sys/fs/bpf/second
	before=$(all_there)
	ctl unload opens
	gives 1 "" "ebpfctl: cannot unload 'opens': '$link' has a second name, by which it would stay attached
hint: remove the other one: find -L /sys/fs/bpf -samefile $link"
	same "what is there" "$(all_there)" "$before"
	same "what the hint finds" "$(find -L /sys/fs/bpf -samefile "$link" | sort)" "$link
/sys/fs/bpf/second"
	rm /sys/fs/bpf/second
	ln "$PINS/opens/maps/comms" /sys/fs/bpf/second
	ctl unload opens
	gives 0 "opens    unloaded" ""
	[ -e /sys/fs/bpf/second ]
	rm /sys/fs/bpf/second
	no_ids_left
	swept 2 "hard links"
}

# ---- mounts ----

@test "what is loaded on a bpffs that became read-only is read, and not half changed" {
	local before words

	new_veth veth0 peer0
	new_veth veth1 peer1
	loads -i veth0
	before=$(all_there)
	mount -o remount,ro,bind /sys/fs/bpf
	for words in "load packets -i veth1" "load opens --replace" "unload packets" "unload opens"; do
		EBPFCTL=$NEXT
		[[ $words == *--replace ]] || EBPFCTL=$EBPFCTL_BUILDDIR/ebpfctl
		# shellcheck disable=SC2086
		ctl $words
		same "the exit status of $words" "$status" 1
		[[ $err == "ebpfctl: cannot "*"Read-only file system"* ]]
		same "what is there after $words" "$(all_there)" "$before"
	done
	EBPFCTL=$EBPFCTL_BUILDDIR/ebpfctl
	ctl stats
	same "the exit status of stats" "$status" 0
	mount -o remount,rw,bind /sys/fs/bpf
	"$helpers/frames" send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	swept 4 "changes of a read-only bpffs"
}

@test "two instances of bpffs know nothing of each other, and share no interface" {
	mkdir other
	mount -t bpf -o mode=0700 bpf other
	new_veth veth0 peer0
	loads -i veth0
	ctl --bpffs other load packets -i veth0
	same "the exit status for an interface of the first" "$status" 1
	[[ $err == "ebpfctl: cannot attach 'packets' to 'veth0': XDP slot held by 'packets' "* ]]
	loads --bpffs other opens
	"$helpers/opener" h-two loop path 50
	same "the count here" "$(opens_of h-two)" "50 50"
	EBPFCTL_BPFFS=$PWD/other ctl stats opens -j
	[[ $out == *'"comm":"h-two","opens":50,'* ]]
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
	EBPFCTL_BPFFS=$PWD/other ctl list opens
	same "the exit status of list" "$status" 0
	# one that is mounted over the other hides it, and goes again
	mount -t bpf -o mode=0700 bpf other
	EBPFCTL_BPFFS=$PWD/other ctl list
	gives 0 "nothing is loaded" ""
	umount other
	EBPFCTL_BPFFS=$PWD/other ctl unload
	gives 0 "opens    unloaded" ""
	umount other
	no_ids_left
	swept 4 "uses of a second bpffs"
}
