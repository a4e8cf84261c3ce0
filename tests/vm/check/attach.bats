#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What hooks says attaches, does: a sample of each kind of what it says of this kernel is
# really attached. tests/vm/kernels.tap runs this in kernels that have all kinds.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

readonly SAMPLE=25

# A part of all: jq takes its time in a machine that is emulated. The kernel's modules are
# left out: the helper knows the kernel's own types only.
say_all() {
	if [ ! -e "$BATS_FILE_TMPDIR/all.json" ]; then
		"$EBPFCTL" hooks 's*' -j >"$BATS_FILE_TMPDIR/all.json"
		sed -nE 's/^[0-9a-f]+ [tTwW] ([^ \t]+)$/\1/p' /proc/kallsyms | sort -u >"$BATS_FILE_TMPDIR/own"
	fi
	cp "$BATS_FILE_TMPDIR/own" "$BATS_FILE_TMPDIR/all.json" .
}

# said KIND: the names that are said to take it, a sample evenly spread.
said() {
	jq -r --arg kind "$1" '.hooks[] | select(.attach | index($kind)).name' all.json | sort -u >names
	case $1 in
	f* | k*) comm -12 own names >chosen ;;
	*) cp names chosen ;;
	esac
	awk -v step="$(($(wc -l <chosen) / SAMPLE + 1))" 'NR % step == 1 || step == 1' chosen
}

# attaches KIND: as many as were said; none where that many are said.
attaches() {
	said "$1" | sed "s/^/$1 /" >wanted
	"$helpers/attach" <wanted >done
	same "$1" "$(cat done)" "$(wc -l <wanted) attached"
	echo "# $1: $(cat done)"
}

@test "a sample of functions takes fentry, fexit, kprobe and kretprobe where that is said" {
	local kind

	say_all
	for kind in fentry fexit kprobe kretprobe; do
		attaches $kind
		[ -z "${EBPFCTL_TEST_ROUTES-}" ] || [ "$(wc -l <wanted)" -ge 12 ]
	done
}

@test "a sample of raw tracepoints attaches" {
	say_all
	jq '.hooks |= map(select(.kind == "tracepoint"))' all.json >some && mv some all.json
	attaches raw_tracepoint
	[ "$(wc -l <wanted)" -ge 12 ]
}

@test "a sample of the tracepoints of tracefs attaches, by category and name" {
	local category name

	say_all
	mkdir -p tracing
	mount -t tracefs none tracing
	jq -r '.hooks[] | select(.category != null) | "\(.category) \(.name)"' all.json |
		awk 'NR % 15 == 1' |
		while read -r category name; do
			if [ -e "tracing/events/$category/$name/id" ]; then
				echo "tracepoint $(cat "tracing/events/$category/$name/id")"
			fi
		done >wanted
	umount tracing
	[ "$(wc -l <wanted)" -ge 12 ]
	"$helpers/attach" <wanted >done
	same "tracepoints" "$(cat done)" "$(wc -l <wanted) attached"
}

# Not all of them: what runs in each of these is too much for a machine that is emulated.
@test "LSM hooks take a program where that is said" {
	say_all
	jq '.hooks |= map(select(.kind == "lsm" and (.name
		| IN("sb_mount", "sb_umount", "sem_associate", "shm_associate", "syslog", "socket_create"))))' \
		all.json >some && mv some all.json
	[ "$(jq '.hooks | length' all.json)" -ge 5 ]
	attaches lsm
}

# The kernel lists an address by one of its names: others can be taken, and are not said to be.
without_aliases() {
	awk '{ if (!($1 in first)) first[$1] = $3; else { print $3; print first[$1] } }' \
		/proc/kallsyms | sort -u >aliases
	comm -23 - aliases
}

@test "where nothing is said to attach by kprobe or fexit, nothing does" {
	say_all
	jq -r '.hooks[] | select(.kind == "function" and .copies == 1 and .attach == []).name' all.json |
		sort -u | comm -12 own - | without_aliases | awk 'NR % 20 == 1' | sed 's/^/kprobe /' >wanted
	[ -s wanted ]
	"$helpers/attach" <wanted >done
	same "what attaches" "$(grep -c ': ' done) of $(wc -l <wanted) refused" \
		"$(wc -l <wanted) of $(wc -l <wanted) refused"
}
