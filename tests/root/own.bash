# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # what lib.bash sets
#
# What the tests of own probes have in common.

readonly OBJECTS=$EBPFCTL_BUILDDIR/tests/objects
readonly CALLER=$helpers/caller

# global PROBE NAME [MAP]: the value of a global variable, as bpftool reads it.
global() {
	bpftool -j map dump pinned "$PINS/$1/maps/${3--bss}" |
		jq -c --arg name "$2" '[.. | objects | .[$name]? // empty][-1]'
}

# names_in DIR: in order, with spaces.
names_in() {
	local path names=()

	for path in "$1"/*; do
		names+=("${path##*/}")
	done
	echo "${names[*]}"
}

# loads_object NAME WORD...: an object of tests/objects, and nothing is said of it but its hooks.
loads_object() {
	ctl load "$OBJECTS/$1.bpf.o" "${@:2}"
	if [ "$status" -ne 0 ] || [ -n "$err" ]; then
		echo "load $*: status $status: $err"
		return 1
	fi
	same "the first line" "${out%%$'\n'*}" "$(printf '%-8s loaded' "$1")"
}

# unloads NAME: and nothing is left of it.
unloads() {
	ctl unload "$1"
	gives 0 "$(printf '%-8s unloaded' "$1")" ""
	[ ! -e "$PINS" ] || {
		find "$PINS"
		return 1
	}
}

# counts_calls NAME [WORD]...: it counts what caller does, exactly, and nothing after unload.
counts_calls() {
	loads_object "$@"
	"$CALLER" 7
	"$CALLER" 5
	same "the calls of $1" "$(global "$1" calls)" 12
	unloads "$1"
}
