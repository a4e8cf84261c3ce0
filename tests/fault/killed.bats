#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Killed anywhere: SIGKILL before each system call of each command that changes something. Which
# these are is taken from a trace of the same command, in the same run.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

load lib

# An unload of opens takes a third of a second: so there is less of it by default.
POINTS="each 2nd call that changes something and each 80th other"
OPENS_POINTS="each 8th call that changes something and each 300th other"
OWN_POINTS="each 10th call that changes something and each 160th other"
OWN_REPLACE_POINTS="each 20th call that changes something and each 300th other"
! is_large || POINTS=$EACH_CALL OPENS_POINTS=$EACH_CALL OWN_POINTS=$EACH_CALL OWN_REPLACE_POINTS=$EACH_CALL

# ---- the sweep ----

# It was to be loaded: the next command is the same one, where it has left something that no kill
# before it has; and else the one that takes it away.
recover_from_load() {
	local subject=$1 point=$2 tree

	if is_unchanged_again; then
		only_ids_of ids_before
		return
	fi
	tree=$(pin_tree)
	look "$point"
	if [ -z "${trees[$tree]-}" ]; then
		trees[$tree]=1
		run_now redo "$subject" 0 "$point"
		counting "$subject"
		run_now undo "$subject" 0 "$point"
	elif is_there "$subject"; then
		counting "$subject"
		run_now undo "$subject" 0 "$point"
	else
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	fi
	only_ids_of ids_without
}

# It was to be unloaded: it counts on, or it is gone and another unload finds nothing.
recover_from_unload() {
	local subject=$1 point=$2

	look "$point"
	if is_unchanged_again; then
		counting "$subject"
		only_ids_of ids_before
		return
	fi
	if is_there "$subject"; then
		counting "$subject"
		run_now undo "$subject" 0 "$point"
	else
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	fi
	only_ids_of ids_without
	run_now redo "$subject" 0 "$point"
	counting "$subject"
	remember
}

# sweep KIND SUBJECT: of redo or undo; says how many points it were.
sweep() {
	local kind=$1 subject=$2 words name number count sort point missed=0 killed=0
	local before unchanged=0
	declare -A trees=()

	read -r -a words < <(command_of "$kind" "$subject")
	calls_of "${words[@]}"
	[ "$kind" = undo ] || run_now undo "$subject" 0 "the trace"
	[ "$kind" = redo ] || run_now redo "$subject" 0 "the trace"
	remember
	chosen "$subject" >points
	# the kernel may refuse the first routes: that is not tried each time
	via=$(sed -n 's/^opens .* via \([a-z]*\) .*/\1/p' traced.out)
	while read -r name number count sort <&7; do
		point="$name $count"
		struck "$number" "$count" SIGKILL "${words[@]}"
		if [ "$status" -eq 0 ]; then
			missed=$((missed + 1))
		else
			same "the exit status at $point" "$status" 137
			killed=$((killed + 1))
		fi
		"recover_from_$(name_of "$kind")" "$subject" "$point"
	done 7<points
	reached_all "$killed" "$missed"
	swept "$killed" "kill points"
}

name_of() {
	[ "$1" = undo ] && echo unload || echo load
}

# reached_all KILLED MISSED [CALLS]: only where the command waits for something can it have fewer
# calls than when it was traced: that one, or the CALLS of a round of a loop.
reached_all() {
	local waits

	waits=$(grep -c ' waits$' calls) || :
	echo "$1 of $(wc -l <points) points in $(wc -l <calls) system calls, $waits of them waits"
	[ "$1" -ge 5 ]
	[ "$2" -le $((waits * ${3-1})) ]
	[ $(($1 + $2)) -eq "$(wc -l <points)" ]
}

# chosen SUBJECT: the points of `calls` that are taken.
chosen() {
	case $1:$(is_large && echo 1) in
	*:1) each_call ;;
	parts:) awk '$4 == "changes" ? ++changes % 10 == 5 : NR % 160 == 0' calls ;;
	replacement:) awk '$4 == "changes" ? ++changes % 20 == 5 : NR % 300 == 0' calls ;;
	opens:) awk '$4 == "changes" ? ++changes % 8 == 1 : NR % 300 == 0' calls ;;
	*) awk '$4 == "changes" ? ++changes % 2 : NR % 80 == 0' calls ;;
	esac
}

@test "what is killed before a system call has not made it, and has made those before it" {
	calls_of load opens
	run_now undo opens 0 "the trace"
	at_number mkdir 1
	[ ! -e "$PINS" ]
	at_number mkdir 2
	same "what is there" "$(pin_tree)" "./"
	at_number renameat2 1
	same "what is there" "$(cd "$PINS" && echo *)" "lock stage_0"
	ctl unload opens
	gives 3 "" "ebpfctl: cannot unload 'opens': not loaded"
}

# at_number NAME WHEN: kills a load before that call, as it was traced.
at_number() {
	local number

	number=$(awk -v name="$1" '$1 == name { print $2; exit }' calls)
	struck "$number" "$2" SIGKILL load opens
	same "the exit status" "$status" 137
}

@test "load packets, killed before $POINTS, leaves all of it or nothing, and opens as it was" {
	beside opens packets
	sweep redo packets
	counting opens
}

@test "load opens, killed before $OPENS_POINTS, leaves all of it or nothing, and packets as it was" {
	beside packets opens
	sweep redo opens
	counting packets
}

@test "load -i, killed before $POINTS, has added the interface or not, and the other one counts on" {
	beside packets veth1
	sweep redo veth1
	counting packets
}

@test "unload packets, killed before $POINTS, leaves all of it or nothing, and opens as it was" {
	beside opens packets
	run_now redo packets 0 "the start"
	sweep undo packets
	counting opens
}

@test "unload opens, killed before $OPENS_POINTS, leaves all of it or nothing, and packets as it was" {
	beside packets opens
	run_now redo opens 0 "the start"
	sweep undo opens
	counting packets
}

@test "unload -i, killed before $POINTS, has taken the interface away or not" {
	beside packets veth1
	run_now redo veth1 0 "the start"
	sweep undo veth1
	counting packets
}

@test "load FILE, killed before $OWN_POINTS, leaves all of it or nothing, and packets as it was" {
	beside packets parts
	sweep redo parts
	counting packets
}

@test "unload of an own probe, killed before $OWN_POINTS, leaves all of it or nothing" {
	beside packets parts
	run_now redo parts 0 "the start"
	sweep undo parts
	counting packets
}

# replace_parts FILE: in the place of the other one.
replace_parts() {
	ctl load "$1" --name parts -i veth1 --replace
	same "the exit status" "$status: $err" "0: "
}

@test "load FILE --replace, killed before $OWN_REPLACE_POINTS: it counts on, the next command ends it" {
	local name number count sort killed=0 missed=0 before unchanged=0

	beside packets parts
	run_now redo parts 0 "the start"
	calls_of load "$PARTS_NEXT" --name parts -i veth1 --replace
	replace_parts "$PARTS"
	remember
	chosen replacement >points
	while read -r name number count sort <&7; do
		struck "$number" "$count" SIGKILL load "$PARTS_NEXT" --name parts -i veth1 --replace
		if [ "$status" -eq 0 ]; then
			missed=$((missed + 1))
		else
			same "the exit status at $name $count" "$status" 137
			killed=$((killed + 1))
		fi
		look "$name $count"
		same "the health after $name $count" "$(health_of parts)" ok
		if is_unchanged_again; then
			counts_parts 1
			only_ids_of ids_before
			continue
		fi
		counts_parts 2
		replace_parts "$PARTS"
		counts_parts 1
		[[ $("$EBPFCTL" list -j) == *'"leftovers":0}' ]]
		eventually has_ids "$(wc -l <ids_before)"
		remember
	done 7<points
	reached_all "$killed" "$missed"
	swept "$killed" "kill points"
	run_now undo parts 0 "the end"
	only_ids_of ids_without
	counting packets
}

# finds_a_place WORD...: readers that were killed one upon the other can hold all places, until
# their leases are over.
finds_a_place() {
	ctl "$@"
	[[ $err != *"places are taken"* ]]
}

@test "events, killed before $POINTS, leaves opens counting, and its place to the next reader" {
	local name number count sort killed=0 missed=0

	loads opens
	probed=0 other=opens via=''
	listed=$("$EBPFCTL" list -j)
	other_id=$(load_id_of opens)
	start "$helpers/opener" k-flow paced path
	calls_of events -j -c 1 -n k-flow
	chosen packets >points
	while read -r name number count sort <&7; do
		struck "$number" "$count" SIGKILL events -j -c 1 -n k-flow
		if [ "$status" -eq 0 ]; then
			missed=$((missed + 1))
		else
			same "the exit status at $name $count" "$status" 137
			killed=$((killed + 1))
		fi
		look "$name $count"
		eventually finds_a_place events -j -c 3 -n k-flow
		same "the exit status after $name $count" "$status: $err" "0: "
		as_written_down ctl.out >seen
		same "the events after $name $count" "$(wc -l <seen)" 3
		counting opens
	done 7<points
	stop_started
	reached_all "$killed" "$missed" 4
	swept "$killed" "kill points"
	ctl unload opens
	gives 0 "opens    unloaded" ""
	no_ids_left
}
