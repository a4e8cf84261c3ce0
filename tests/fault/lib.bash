# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # what the files read, and what ../root/lib sets
#
# What the fault tests have in common: all of the root tests' words, and those for faults. By
# default a sweep takes a part of its points, and a test that does says so in its name; with
# EBPFCTL_TEST_LARGE, which `make check-fault` sets, all of them.

load ../root/lib

is_large() {
	[ -n "${EBPFCTL_TEST_LARGE-}" ]
}

# What takes time here is waiting for the kernel's grace periods: they are short, but in a file that
# says IS_UNHURRIED=1. How late a detachment can be is what cycles.bats and races.bats try.
hurry() {
	! is_enabled || echo "$1" >/sys/kernel/rcu_expedited
}

setup_file() {
	begin_file
	[ -n "${IS_UNHURRIED-}" ] || hurry 1
}

teardown_file() {
	hurry 0
	end_file
}

# swept COUNT CLASS: for the sums at the end of tests/run.
swept() {
	echo "# swept $1 $2" >&3
}

# with_only CAPABILITY,... WORD...: as ctl, as root with only these; "" for none.
with_only() {
	local bounds=-all

	[ -z "$1" ] || bounds+=,+${1//,/,+}
	status=0
	setpriv --bounding-set "$bounds" --inh-caps=-all --ambient-caps=-all \
		"$EBPFCTL" "${@:2}" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# struck NUMBER WHEN WHAT WORD...: as ctl, but the WHENth system call of that NUMBER is not made:
# it fails with the error WHAT, or ebpfctl is killed there, where WHAT is SIGKILL.
struck() {
	status=0
	"$EBPFCTL_BUILDDIR/tests/fault/strike" "$1" "$2" "$3" \
		"$EBPFCTL" "${@:4}" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# What changes something that outlives the process; and what only waits, so that how often it
# comes is not the same each time.
readonly CHANGING='^(mkdir|rmdir|rename|renameat2|unlink|unlinkat|chmod|fchmod|chown|mount|flock|perf_event_open|ioctl)\(|^bpf\(BPF_(OBJ_PIN|LINK_|MAP_UPDATE|PROG_BIND)'
readonly WAITING='^(clock_nanosleep|nanosleep|futex|epoll_wait|epoll_pwait|poll|restart_syscall)\(|_GET_NEXT_ID'

STACKS=''

# calls_of WORD...: runs ebpfctl, and writes its system calls into the file `calls`, a line each:
# NAME, its NUMBER, which of that name it is, and "changes", "waits" or "looks"; or "reads" for one
# that goes on reading the same file, after another such and before one more. `trace` is what
# strace(1) wrote, with the stack of each call where $STACKS is not empty. The exit status of check
# says what it found.
calls_of() {
	local options=(-qq -n -e signal=none)

	[ "$1" != events ] || options+=(-f) # the only one with threads
	[ -z "$STACKS" ] || options+=(-k)
	strace "${options[@]}" -o trace "$EBPFCTL" "$@" >traced.out 2>traced.err 3>&- || [ "$1" = check ]
	awk -v changing="$CHANGING" -v waiting="$WAITING" '
	!match($0, /^[0-9 ]*\[ *[0-9]+\] /) { next }
	{
		number = substr($0, index($0, "[") + 1) + 0
		$0 = substr($0, RSTART + RLENGTH)
		if (!match($0, /^[a-z0-9_]+\(/) || /^execve\(/)
			next
		name = substr($0, 1, RLENGTH - 1)
		sort = $0 ~ changing ? "changes" : $0 ~ waiting ? "waits" : "looks"
		match($0, /^read\([0-9]+,/)
		file = RSTART ? substr($0, RSTART, RLENGTH) : ""
		if (held != "")
			print held, file == held_file && before == held_file ? "reads" : held_sort
		before = held_file
		held = name " " number " " ++count[name]
		held_sort = sort
		held_file = file == "" ? "none" : file
	}
	END { print held, held_sort }' trace >calls
}

# All points of `calls`. What only goes on reading a file finds the kernel as its neighbours do.
readonly EACH_CALL="each system call, but in the middle of a file"
each_call() {
	grep -v ' reads$' calls
}

# ids_now >FILE, and whether no other than those are there; the kernel frees some a little later.
ids_now() {
	"$helpers/bpfids"
}

only_ids_of() {
	local end=$((SECONDS + IDS_PATIENCE)) left

	while left=$("$helpers/bpfids" "$1") || return; [ -n "$left" ]; do
		[ "$SECONDS" -lt "$end" ] || {
			printf 'left behind after %s:\n%s\n' "${point-}" "$left"
			return 1
		}
		nap
	done
}

# What is killed before its first change leaves what was there. The next command is tried on that
# once; from then on it is enough that it is so.
#
# remember: what is there before a point; and whether that is there again, not for the first time.
remember() {
	before=$(pin_inodes)
	ids_now >ids_before
}

is_unchanged_again() {
	[ "$(pin_inodes)" = "$before" ] && [ $((unchanged++)) -gt 0 ]
}

# A pin that was replaced is another inode.
pin_inodes() {
	find "$PINS" -printf '%P %i\n'
}

# has_ids COUNT: no more than that are there; what was freed may go a little later.
has_ids() {
	[ "$("$helpers/bpfids" | wc -l)" -le "$1" ]
}

# pin_tree: every name below ours, in one line.
pin_tree() {
	(shopt -s globstar nullglob dotglob; cd "$PINS" 2>/dev/null || exit 0; echo ./**)
}

# ---- what is there ----

# health_of PROBE: "ok", or nothing when it is not there; $listed is what list -j printed.
health_of() {
	local found="\"name\":\"$1\",\"health\":\"([a-z_]+)\""

	[[ ! $listed =~ $found ]] || echo "${BASH_REMATCH[1]}"
}

load_id_of() {
	local found="\"name\":\"$1\",\"health\":\"ok\",\"load_id\":\"([0-9]+)\""

	[[ ! $listed =~ $found ]] || echo "${BASH_REMATCH[1]}"
}

# is_there SUBJECT: wholly; a probe, or an interface of packets.
is_there() {
	case $1 in
	veth*) [[ $listed == *"\"ifname\":\"$1\",\"mode\":\"native\",\"health\":\"ok\""* ]] ;;
	*) [ "$(health_of "$1")" = ok ] ;;
	esac
}

# An own probe on veth1, with a tracepoint, an XDP program and a filter of tc.
readonly PARTS=$EBPFCTL_BUILDDIR/tests/objects/parts.bpf.o
readonly PARTS_NEXT=$EBPFCTL_BUILDDIR/tests/objects/parts_next.bpf.o

# parts_counts: "CALLS FILTERED FRAMES" of it, by whichever of the two objects.
parts_counts() {
	local text

	text=$("$EBPFCTL" stats parts -j)
	[[ $text =~ \"calls\":([0-9]+),\"filtered\":([0-9]+) ]] || return 1
	set -- "${BASH_REMATCH[@]:1}"
	text=${text#*'"name":"received"'}
	[[ $text =~ \"key\":1,\"value\":([0-9]+)\},\{\"key\":2,\"value\":([0-9]+) ]] || return 1
	echo "$1 $2 $((BASH_REMATCH[1] + BASH_REMATCH[2]))"
}

# counts_parts TIMES: five calls, and three frames, exactly; or calls up to TIMES that, where
# the programs of two objects can be at the tracepoint.
counts_parts() {
	local calls filtered frames now_calls now_filtered now_frames times=$1

	read -r calls filtered frames < <(parts_counts)
	"$helpers/caller" 5
	"$helpers/frames" send peer1 3 "$UDP_FRAME"
	eventually has_filtered $((filtered + 3))
	read -r now_calls now_filtered now_frames < <(parts_counts)
	same "the frames of parts" "$now_filtered $now_frames" "$((filtered + 3)) $((frames + 3))"
	if [ "$now_calls" -lt $((calls + 5)) ] || [ "$now_calls" -gt $((calls + 5 * times)) ]; then
		echo "$calls calls, five more, and $now_calls"
		return 1
	fi
}

has_filtered() {
	local calls filtered frames

	read -r calls filtered frames < <(parts_counts) && [ "$filtered" -ge "$1" ]
}

# counting SUBJECT [TIMES]: sees what happens now, exactly; or as counts_parts does.
counting() {
	local before after

	case $1 in
	parts) counts_parts "${2-1}" ;;
	opens)
		probed=$((probed + 1))
		"$helpers/opener" "k-$probed" loop path 20 >/dev/null
		same "the opens of k-$probed" "$(opens_of "k-$probed")" "20 20"
		;;
	*)
		set -- "${1/packets/veth0}"
		before=$(packets_on "$1")
		"$helpers/frames" send "${1/veth/peer}" 3 "$UDP_FRAME"
		counts_three_more "$1" "${before%% *}"
		;;
	esac
}

counts_three_more() {
	local now

	eventually has_packets "$1" $(($2 + 3))
	now=$(packets_on "$1")
	same "the packets of $1" "${now%% *}" $(($2 + 3))
}

# look POINT: everything that is listed is whole, and what is loaded beside the subject is the
# same as before.
look() {
	listed=$("$EBPFCTL" list -j)
	if [[ $listed =~ \"health\":\"(incomplete|foreign|other_version) ]]; then
		printf 'after %s:\n%s\n' "$1" "$listed"
		return 1
	fi
	same "the other probe after $1" "$(load_id_of "$other")" "$other_id"
}

# ---- the commands that are swept ----

# Each begins with SUBJECT there or not there, and `again` makes it so.
#   undo    takes SUBJECT away; exits 3 where it is not there
#   redo    brings it back
command_of() {
	case $1:$2 in
	undo:veth*) echo "unload packets -i $2" ;;
	undo:*) echo "unload $2" ;;
	redo:veth*) echo "load packets -i $2" ;;
	redo:packets) echo "load packets -i veth0" ;;
	redo:parts) echo "load $PARTS -i veth1" ;;
	redo:opens) echo "load opens${via:+ --via $via}" ;;
	esac
}

# run_now KIND SUBJECT STATUS POINT
run_now() {
	local words

	read -r -a words < <(command_of "$1" "$2")
	ctl "${words[@]}"
	same "the exit status of ${words[*]} after $4" "$status: $err" "$3: ${5-}"
}

not_loaded_message() {
	case $1 in
	veth*) echo "ebpfctl: cannot unload 'packets' from '$1': not loaded there" ;;
	*) echo "ebpfctl: cannot unload '$1': not loaded" ;;
	esac
}

# beside OTHER SUBJECT: OTHER is loaded and stays; SUBJECT is loaded for once.
beside() {
	probed=0 via=''
	new_veth veth0 peer0
	new_veth veth1 peer1
	other=$1
	run_now redo "$other" 0 "the start"
	listed=$("$EBPFCTL" list -j)
	other_id=$(load_id_of "$other")
	[ -n "$other_id" ]
	ids_now >ids_without
}
