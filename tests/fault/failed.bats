#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Failed anywhere: each call site fails with each error that its man page names, and each
# allocation fails. A call site is a place in the program: a system call, and the stack that it is
# made from, down to the innermost function of ours. From one place are made calls for many files
# and objects, by many commands: the first command that comes by fails at all of its own with each
# error; the next ones with one, by turns, for what is to be undone differs, and the longer ones of
# them where the call changes something.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

load lib
load errors

# An unload of opens takes a third of a second: so there is less of it by default.
ERRORS="one of the errors" SITES="each 5th call site" OPENS_SITES="each 12th call site"
ALLOCATIONS="each 12th allocation" OPENS_ALLOCATIONS="each 40th allocation"
! is_large || {
	ERRORS="each error of the man page" SITES="each call site" OPENS_SITES="each call site"
	ALLOCATIONS="each allocation" OPENS_ALLOCATIONS="each allocation"
	STACKS=1
}

# sites: of the file `trace`, from the first call of main() on, a line for each call site and what
# it asks for: NAME, its NUMBER, which of that name it is first, the PLACE, "-" without stacks, and
# the WORDS. Numbers and addresses do not make another site, nor do the names of probes and
# interfaces where another command has it. Each load of a program or of types is one: libbpf tries
# with small ones what the kernel can.
sites() {
	awk -v ours="/${EBPFCTL##*/}(" '
	function words_of(line, name) {
		sub(/ <unfinished.*$| = [^=]*$/, "", line)
		gsub(/0x[0-9a-f]+|[0-9]+/, "", line)
		if (name == "bpf")
			sub(/, .*map_name="/, " ", line)
		if (match(line, /^bpf\(BPF_(BTF|PROG)_LOAD/))
			line = substr(line, 1, RLENGTH) ++loads[substr(line, 1, RLENGTH)]
		if (name ~ /^(bpf|ioctl|prctl|fcntl)$/)
			line = substr(line, 1, name == "prctl" ? 16 : 60)
		else if (name !~ /^(openat|newfstatat|mkdir|rmdir|unlink|chmod|renameat2|statfs|statx)$/)
			line = name
		gsub(/packets|opens|parts|veth/, "", line)
		return line
	}
	function put(task, place) {
		place = task in stack ? stack[task] : "-"
		if (task in call && !seen[place, words[task]]++)
			print call[task], place, words[task]
		delete call[task]
	}
	/^ > / {
		if ($2 !~ /\/(libc|ld-)[^\/]*\(/ && !inside[task]) {
			stack[task] = stack[task] $NF
			inside[task] = index($2, ours)
		}
		next
	}
	{
		task = /^[0-9]/ ? $1 : ""
		match($0, /\[ *[0-9]+\] /)
		number = substr($0, RSTART + 1) + 0
		line = substr($0, RSTART + RLENGTH)
	}
	match(line, /^[a-z0-9_]+\(/) {
		name = substr(line, 1, RLENGTH - 1)
		count[name]++
		began = began || line ~ /^fcntl\(0, F_GETFD/
		put(task)
		if (began) {
			call[task] = name " " number " " count[name]
			words[task] = words_of(line, name)
			delete stack[task]
			inside[task] = 0
		}
	}
	END {
		for (task in call)
			put(task)
	}' trace
}

# is_told POINT: the exit status is one that the man page has, and what stands on standard error
# are messages and their hints, at least one where it failed; or, with $findings, what it found. Or
# the C library has ended the process, as if_nameindex(3) does when its socket seems to be none.
is_told() {
	local line first=1

	[[ $status:$1:$err != 134:recvmsg*:"Unexpected error "*" on netlink descriptor "* ]] || return 0
	case $status in
	0 | 1 | 3) ;;
	*)
		printf 'exit status %s at %s:\n%s\n' "$status" "$1" "$err"
		return 1
		;;
	esac
	if [ -z "$err" ]; then
		[ "$status" -eq 0 ] || [ -n "${findings:+$out}" ] || {
			echo "nothing is said at $1"
			return 1
		}
		return 0
	fi
	while IFS= read -r line; do
		case $line in
		"ebpfctl: cannot "* | "ebpfctl: warning: cannot "* | "ebpfctl: this kernel "*) ;;
		"ebpfctl: a seccomp filter refuses bpf(2)" | "ebpfctl: out of memory" | "ebpfctl: opens was unloaded") ;;
		"hint: "* | "  "*) [ -z "$first" ] ;;
		[0-9]*" events, "*) ;;
		*) false ;;
		esac || {
			printf 'at %s:\n%s\n' "$1" "$err"
			return 1
		}
		first=''
	done <<<"$err"
}

# After a load: it is wholly there or not at all, and was not when that was said; no leftovers. That
# the next command finds nothing is tried once.
settle_load() {
	local subject=$1 point=$2

	if [ "$status" -eq 1 ] && is_unchanged_again; then
		only_ids_of ids_before
		return
	fi
	look "$point"
	if is_there "$subject"; then
		[ "$status" -eq 0 ] || [[ $err == *"cannot write to standard output"* ]] || {
			printf 'status %s at %s, and it is loaded:\n%s\n' "$status" "$point" "$err"
			return 1
		}
		run_now undo "$subject" 0 "$point"
	else
		# that a directory was removed is its end to the C library: apply finds no file then
		[[ $point == getdents64*ENOENT ]] || same "the exit status at $point" "$status" 1
		[[ $listed == *'"leftovers":0}'* || $err == *"cannot remove"* || $name == @(rmdir|unlink) ]] || {
			printf 'left over at %s:\n%s\n' "$point" "$err"
			return 1
		}
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	fi
	only_ids_of ids_without
}

# After an unload: it is gone, or it counts on and the next one removes it: that is tried once where
# nothing was changed yet.
settle_unload() {
	local subject=$1 point=$2

	if [ "$status" -eq 0 ]; then
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	elif is_unchanged_again; then
		look "$point"
		counting "$subject"
		only_ids_of ids_before
		return
	else
		ctl unload "$subject"
		[ "$status" -eq 0 ] || [ "$status" -eq 3 ]
	fi
	look "$point"
	only_ids_of ids_without
	run_now redo "$subject" 0 "$point"
	remember
}

# After a replacement: it counts on, as it was where that failed before a change, and the next one
# ends what was begun.
settle_replacement() {
	local subject=$1 point=$2

	look "$point"
	same "the health after $point" "$(health_of "$subject")" ok
	counting "$subject" 2
	if [ "$status" -ne 0 ] && is_unchanged_again; then
		only_ids_of ids_before
		return
	fi
	put_next "$subject" "$point"
	[[ $("$EBPFCTL" list -j) == *'"leftovers":0}' ]]
	eventually has_ids "$(wc -l <ids_before)"
	remember
}

# shape_of COMMAND FILE: the names that list prints, for what else is not known is null; else all but
# the numbers, with null for one that is not known, or nothing for Prometheus, and but the comms, which
# come with time.
shape_of() {
	case $1 in
	list) grep -Eo '"name":"[^"]*"' "$2" ;;
	*)
		sed -E '/^ebpfctl_opens[a-z_]*\{|ebpfctl_opens_missed/d
			s/"comms":\[[^]]*\]//; s/-?[0-9]+(\.[0-9]+)?|\<null\>/0/g' "$2"
		;;
	esac
}

readonly IS_PARTIAL='"complete":false|"health":"(foreign|incomplete)"'

# is_complete COMMAND POINT: says that nothing is missing. With ENOENT it is gone, or
# the end, and with EPIPE nobody reads. To hooks the rest is the kernel's word that it does not have it.
is_complete() {
	[ "$status:$err" = 0: ] && [ "$1" != check ] &&
		[[ $1 != hooks || $2 == *@(ENOMEM|EMFILE|ENFILE|ENOSPC|EINTR|EAGAIN|EIO) ]] &&
		[[ $2 != *@(ENOENT|EPIPE) && ! $out =~ $IS_PARTIAL ]]
}

# What only reads: what comes without a word of complaint has all that comes without a fault; JSON is
# whole, or there is none; nothing has changed. Nothing is left but the place of events, which its
# lease ends.
settle_reading() {
	if is_complete "$@"; then
		same "the output at $2" "$(shape_of "$1" ctl.out)" "$shape"
	elif [ "$status" -eq 0 ] && [[ $name != write && $out == '{'* ]]; then
		jq -e . ctl.out >/dev/null
	fi
	[ "$(pin_tree)" = "$tree" ] || {
		echo "the pins have changed at $2"
		return 1
	}
	[ "$1" = events ] || only_ids_of ids_before
}

# is_known SITE: a command before has come by; the next one will find it known.
is_known() {
	local sites=$BATS_FILE_TMPDIR/sites

	grep -qsxF "$1" "$sites" || {
		echo "$1" >>"$sites.new"
		return 1
	}
}

# each_error NAME TURN PLACE WORDS: those that are tried there. At a place that is known, or with
# $only_one, it is one, by turns; with $only_changes where the call changes something, else none.
each_error() {
	local all

	read -r -d '' -a all <<<"${errors_of[$1]-}" || :
	if [ -n "$STACKS" ] && ! is_known "$1 $3"; then
		[ -z "${only_one-}" ] || all=("${all[$2 % ${#all[@]}]}")
		printf '%s\n' "${all[@]}"
	elif [[ -z $STACKS || -z ${only_changes-} || $4 =~ $CHANGING ]]; then
		echo "${all[($2 + BATS_TEST_NUMBER) % ${#all[@]}]}"
	fi
}

# fail_each SETTLE SUBJECT WORD...
fail_each() {
	local settle=$1 subject=$2 name number when place words error turn=0 points=0 every=5 point

	shift 2
	case $subject in
	opens | parts) every=12 ;;
	check | hooks) every=30 ;;
	esac
	! is_large || every=1
	sites >sites.list
	[ "$(wc -l <sites.list)" -gt 15 ]
	while read -r name number when place words <&7; do
		if [ -z "${errors_of[$name]-}" ]; then
			[[ $LEFT_OUT == *" $name "* ]] || {
				echo "what errors has $name?"
				return 1
			}
			continue
		fi
		turn=$((turn + 1))
		[ $((turn % every)) -eq 0 ] || continue
		while read -r error <&6; do
			point="$name $when with $error"
			struck "$number" "$when" "$error" "$@"
			is_told "$point"
			"$settle" "$subject" "$point"
			points=$((points + 1))
		done 6< <(each_error "$name" "$turn" "$place" "$words")
	done 7<sites.list
	[ -z "$STACKS" ] || cp "$BATS_FILE_TMPDIR/sites.new" "$BATS_FILE_TMPDIR/sites"
	echo "$points failed calls at $turn sites"
	total=$((${total-0} + points))
	[ "$points" -ge 4 ] || [ "$settle" = settle_reading ]
	swept "$points" "failed calls"
}

# fail_change KIND SUBJECT: of redo or undo.
fail_change() {
	local words before unchanged=0

	read -r -a words < <(command_of "$1" "$2")
	calls_of "${words[@]}"
	via=$(sed -n 's/^opens .* via \([a-z]*\) .*/\1/p' traced.out)
	read -r -a words < <(command_of "$1" "$2")
	if [ "$1" = redo ]; then
		run_now undo "$2" 0 "the trace"
		calls_of "${words[@]}"
		run_now undo "$2" 0 "the trace"
		remember
		fail_each settle_load "$2" "${words[@]}"
	else
		run_now redo "$2" 0 "the trace"
		remember
		fail_each settle_unload "$2" "${words[@]}"
	fi
}

# put_next SUBJECT POINT: the next build, or the next object, in the place of what is there.
put_next() {
	case $1 in
	parts) ctl load "$PARTS_NEXT" --name parts -i veth1 --replace ;;
	*) next load --replace "$1" ;;
	esac
	same "the exit status of a replacement after $2" "$status: $err" "0: "
}

# fail_replacement SUBJECT WORD...: the WORDs put this build, or the object before, in the place of
# the next one.
fail_replacement() {
	local subject=$1 before unchanged=0

	shift
	run_now redo "$subject" 0 "the start"
	put_next "$subject" "the start"
	calls_of "$@"
	put_next "$subject" "the trace"
	remember
	fail_each settle_replacement "$subject" "$@"
	run_now undo "$subject" 0 "the end"
	only_ids_of ids_without
}

@test "load packets, with $ERRORS at $SITES, works or says why, and leaves nothing" {
	beside opens packets
	fail_change redo packets
	counting opens
}

@test "load opens, with $ERRORS at $OPENS_SITES, works or says why, and leaves nothing" {
	local only_changes=1

	beside packets opens
	fail_change redo opens
	counting packets
}

@test "load -i, with $ERRORS at $SITES, works or says why, and leaves the other interface" {
	beside packets veth1
	fail_change redo veth1
	counting packets
}

@test "unload packets, with $ERRORS at $SITES, works or says why, and the next one works" {
	beside opens packets
	run_now redo packets 0 "the start"
	fail_change undo packets
	counting opens
}

@test "unload opens, with $ERRORS at $OPENS_SITES, works or says why, and the next one works" {
	local only_changes=1

	beside packets opens
	run_now redo opens 0 "the start"
	fail_change undo opens
	counting packets
}

@test "load FILE, with $ERRORS at $OPENS_SITES, works or says why, and leaves nothing" {
	local only_changes=1

	beside packets parts
	fail_change redo parts
	counting packets
}

@test "unload of an own probe, with $ERRORS at $OPENS_SITES, works or says why, and the next one works" {
	local only_changes=1

	beside packets parts
	run_now redo parts 0 "the start"
	fail_change undo parts
	counting packets
}

@test "load --replace packets, with $ERRORS at $OPENS_SITES, works or says why, and counts on" {
	local only_changes=1

	beside opens packets
	fail_replacement packets load --replace packets
	counting opens
}

@test "load --replace opens, with $ERRORS at $OPENS_SITES, works or says why, and counts on" {
	local only_changes=1

	beside packets opens
	fail_replacement opens load --replace opens
	counting packets
}

@test "load FILE --replace, with $ERRORS at $OPENS_SITES, works or says why, and counts on" {
	local only_changes=1

	beside packets parts
	fail_replacement parts load "$PARTS" --name parts -i veth1 --replace
	counting packets
}

# unmounted PROGRAM...: in mount and process namespaces that are the first ones inside, for only there
# is bpffs mounted. What is loaded there is gone with them.
unmounted() {
	status=0
	unshare --mount --pid --fork --kill-child --mount-proc \
		sh -c 'umount /sys/fs/bpf && exec "$@"' sh "$@" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

@test "load, where bpffs is not mounted, and mount(2) fails with each error, says so and leaves nothing" {
	local error number points=0 words=("$EBPFCTL" load packets -i veth0)

	new_veth veth0 peer0
	ids_now >ids_without
	unmounted strace -qq -n -e trace=mount -e signal=none -o trace "${words[@]}"
	same "a load that mounts" "$status: $out" "0: packets  loaded  veth0 native"
	same "how often it mounts" "$(grep -c ' mount(' trace)" 1
	number=$(sed 's/^\[ *\([0-9]*\).*/\1/' trace)
	for error in ${errors_of[mount]}; do
		unmounted "$EBPFCTL_BUILDDIR/tests/fault/strike" "$number" 1 "$error" "${words[@]}"
		same "the exit status with $error" "$status" 1
		is_told "mount with $error"
		[[ $err == "ebpfctl: cannot mount '/sys/fs/bpf': "*$'\n'"hint: mount -t bpf bpf /sys/fs/bpf" ]]
		only_ids_of ids_without
		points=$((points + 1))
	done
	swept "$points" "failed calls"
}

@test "apply, with $ERRORS at $OPENS_SITES, works or says why, and leaves nothing" {
	local only_changes=1 before unchanged=0 words=(apply --config conf)

	beside opens packets
	mkdir conf
	echo "packets -i veth0" >conf/packets.conf
	calls_of "${words[@]}"
	run_now undo packets 0 "the trace"
	remember
	fail_each settle_load packets "${words[@]}"
	counting opens
}

# fail_reading WORDS...: each WORDS are those of a command.
fail_reading() {
	local tree words shape

	tree=$(pin_tree)
	ids_now >ids_before
	for words; do
		# shellcheck disable=SC2086 # words
		calls_of $words
		shape=$(shape_of "${words%% *}" traced.out)
		# shellcheck disable=SC2086
		fail_each settle_reading "${words%% *}" $words
	done
	[ "$total" -ge 4 ]
}

@test "stats, list and events, with $ERRORS at $SITES, work or say why, and change nothing" {
	new_veth veth0 peer0
	loads -i veth0
	fail_reading "stats -j" "stats -o prometheus" "list -j" "events -j -d 0.05 -n no-such-comm"
}

@test "stats, list and events of own probes, with $ERRORS at $SITES, work or say why, and change nothing" {
	local only_changes=1

	new_veth veth1 peer1
	ctl load "$PARTS" -i veth1
	same "the exit status" "$status: $err" "0: "
	ctl load "$EBPFCTL_BUILDDIR/tests/objects/events.bpf.o"
	same "the exit status" "$status: $err" "0: "
	ctl events events --map ring -d 0.01 # makes its place
	fail_reading "stats parts -j" "list -j" "events events --map ring -j -d 0.05"
}

# A check tries for a second, and hooks reads the types of the kernel: so it is one error at each place.
@test "check and hooks, with one of the errors where no command before came by, work or say why, and leave nothing" {
	local only_changes=1 only_one=1 findings=1

	fail_reading "hooks -j sched_switch" "check -j"
}

# libbpf tries with small programs and types what the kernel can, and goes on without what it seems
# not to know: without BTF the verifier would work for minutes, and without names nobody would know
# the programs for ours.
@test "load opens, when any of the loads of programs and types fails for want of memory, works or says so at once" {
	local name number when place site words=(load opens --via tracepoint)

	beside packets opens
	calls_of "${words[@]}"
	run_now undo opens 0 "the trace"
	calls_of "${words[@]}"
	run_now undo opens 0 "the trace"
	sites | grep -E 'bpf\(BPF_(BTF|PROG)_LOAD' >sites.list
	: >told
	while read -r name number when place site <&7; do
		struck "$number" "$when" ENOMEM "${words[@]}"
		is_told "$site"
		echo "$err" >>told
		settle_load opens "$site"
	done 7<sites.list
	swept "$(wc -l <sites.list)" "failed calls"
	grep -q 'the kernel did not take the types (BTF) of its programs' told
	grep -q 'the kernel did not take the names of its programs' told
	grep -q '^hint: try again; option -v shows what libbpf says of it' told
}

# ---- memory ----

# allocations_of WORD...: how many it takes.
allocations_of() {
	NOALLOC_COUNT=$PWD/count LD_PRELOAD=$EBPFCTL_BUILDDIR/tests/fault/noalloc.so \
		"$EBPFCTL" "$@" >/dev/null 2>&1 3>&-
	echo "$(<count)"
}

# without_memory N WORD...: as ctl, the Nth allocation fails.
without_memory() {
	status=0
	NOALLOC_AT=$1 LD_PRELOAD=$EBPFCTL_BUILDDIR/tests/fault/noalloc.so \
		timeout --kill-after=5 40 \
		"$EBPFCTL" "${@:2}" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# starve TOTAL SETTLE SUBJECT WORD...
starve() {
	local total=$1 settle=$2 subject=$3 at=0 points=0 every=12 name=malloc

	shift 3
	[ "$subject" != opens ] || every=40
	! is_large || every=1
	[ "$total" -gt 20 ]
	for ((at = every; at <= total; at += every)); do
		without_memory "$at" "$@"
		is_told "allocation $at of $total of $*"
		"$settle" "$subject" "allocation $at of $total of $*"
		points=$((points + 1))
	done
	swept "$points" "failed allocations"
}

# As after a kill: what is there is whole, and the next command removes what is left.
settle_starved_load() {
	local subject=$1 point=$2

	if [ "$status" -eq 1 ] && is_unchanged_again; then
		only_ids_of ids_before
		return
	fi
	look "$point"
	if is_there "$subject"; then
		run_now undo "$subject" 0 "$point"
	else
		same "the exit status at $point" "$status" 1
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	fi
	only_ids_of ids_without
}

@test "load opens without memory for $OPENS_ALLOCATIONS says so, and the next command finds nothing" {
	local total words before unchanged=0

	beside packets opens
	calls_of load opens
	via=$(sed -n 's/^opens .* via \([a-z]*\) .*/\1/p' traced.out)
	run_now undo opens 0 "the trace"
	total=$(allocations_of load opens --via "$via")
	run_now undo opens 0 "the trace"
	remember
	starve "$total" settle_starved_load opens load opens --via "$via"
	counting packets
}

@test "load packets without memory for $ALLOCATIONS says so, and the next command finds nothing" {
	local total before unchanged=0

	beside opens packets
	total=$(allocations_of load packets -i veth0)
	run_now undo packets 0 "the trace"
	remember
	starve "$total" settle_starved_load packets load packets -i veth0
	counting opens
}

@test "stats, list and events without memory for $ALLOCATIONS say so, and change nothing" {
	local tree words total shape name=malloc

	new_veth veth0 peer0
	loads -i veth0
	tree=$(pin_tree)
	ids_now >ids_before
	for words in "stats -j" "list -j" "events -j -d 0.05 -n no-such-comm"; do
		# shellcheck disable=SC2086 # words
		total=$(allocations_of $words)
		# shellcheck disable=SC2086
		ctl $words
		shape=$(shape_of "${words%% *}" ctl.out)
		# shellcheck disable=SC2086
		starve "$total" settle_reading "${words%% *}" $words
	done
}
