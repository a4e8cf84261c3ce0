# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the root tests have in common. Each file runs in a mount and a network namespace of
# its own, with a bpffs of its own: nothing of it reaches an interface of this machine, and
# all of it is gone when the file has ended. What cannot be private are the ids of programs,
# maps and links, which are compared, and the opens of other processes, which have another
# comm: so only one file runs at a time.

readonly LOCK_FILE=/tmp/ebpfctl-root-tests.lock
readonly LOCK_SECONDS=300
readonly PATIENCE=${EBPFCTL_TEST_PATIENCE:-5} # seconds that what happens by itself may take
readonly IDS_PATIENCE=20                      # ... and that the kernel may take to free what was unloaded
readonly PINS=/sys/fs/bpf/ebpfctl

helpers=$EBPFCTL_BUILDDIR/tests/root

# In a virtual machine a processor is emulated, and slow most of all where a program begins.
# So what follows starts few programs, and loops wait by a builtin; and where a test counts
# rounds, it does fewer of them with EBPFCTL_TEST_SMALL, which tests/vm/kernels.tap sets.
is_small() {
	[ -n "${EBPFCTL_TEST_SMALL-}" ]
}

# gojq starts ten times as fast as jq, and sorts the keys of all objects: so does jq here.
jq() {
	if [ -n "$gojq" ]; then
		gojq "$@"
	else
		command jq -S "$@"
	fi
}
gojq=$(command -v gojq) || gojq=''

# nap: ten milliseconds. Descriptor 8 is a pipe that nothing comes through.
nap() {
	read -r -t 0.01 <&8 || :
}

is_enabled() {
	[ "$EUID" -eq 0 ] && [ "${EBPFCTL_TEST_ROOT-}" = 1 ]
}

# bats, or tests/vm/one-file, runs each file by one process, which reads the file first. That
# process is started again here, with the same words, inside; fd 3 is its standard output.
enter_namespaces() {
	local words

	mapfile -d '' words <"/proc/$$/cmdline"
	[[ ${words[1]-} == */bats-exec-file || ${words[1]-} == */one-file ]] || return 0
	export EBPFCTL_TEST_OUTSIDE
	EBPFCTL_TEST_OUTSIDE=$(readlink /proc/self/ns/net)
	# the first start has made its directories below the other one
	export BATS_RUN_TMPDIR=$BATS_RUN_TMPDIR/inside
	mkdir "$BATS_RUN_TMPDIR"
	# held until the last process of this file has ended
	exec 9>"$LOCK_FILE"
	flock --timeout "$LOCK_SECONDS" 9 || {
		echo "another run of these tests holds $LOCK_FILE" >&3
		return 1
	}
	exec unshare --mount --net -- "${words[@]}" >&3 2>&1 3>&-
}

if is_enabled && [ -z "${EBPFCTL_TEST_OUTSIDE-}" ]; then
	enter_namespaces
fi

# ---- before and after ----

make_place() {
	[ "$(readlink /proc/self/ns/net)" != "${EBPFCTL_TEST_OUTSIDE-}" ] || return 1
	# the machine's own, with what is loaded there, is not to be seen here
	while [ "$(stat --file-system --format %T /sys/fs/bpf)" = bpf_fs ]; do
		umount /sys/fs/bpf
	done
	mount -t bpf -o mode=0700 bpf /sys/fs/bpf
	echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
	echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
	ip link set lo up
}

begin_file() {
	is_enabled || return 0
	make_place
	"$helpers/bpfids" >"$BATS_FILE_TMPDIR/ids"
	mkfifo "$BATS_FILE_TMPDIR/nothing"
}

# A file that has more to do has one of its own, which says begin_file; so with the end.
setup_file() {
	begin_file
}

# bats notes where it is before each command, which takes as long as many of them: a quarter of a
# millisecond. Here it notes where one fails.
note_failures_only() {
	declare -F bats_debug_trap >/dev/null || return 0
	trap - DEBUG
	trap 'BATS_ERROR_STATUS=$? BATS_DEBUG_LAST_STACK_TRACE_IS_VALID=1
		bats_debug_trap "${BASH_SOURCE[0]}"
		bats_error_trap' ERR
}

setup() {
	started=()
	note_failures_only
	is_enabled || skip "needs root, and EBPFCTL_TEST_ROOT=1: make check-root"
	cd "$BATS_TEST_TMPDIR" || return 1
	exec 8<>"$BATS_FILE_TMPDIR/nothing"
	! is_small || export OPENER_PAUSE_US=2000
}

teardown() {
	is_enabled || return 0
	stop_started
	[ ! -e "$PINS" ] || "$EBPFCTL" unload --all >/dev/null 2>&1 || :
	remove_interfaces
	no_ids_left
}

end_file() {
	is_enabled || return 0
	no_ids_left
}

teardown_file() {
	end_file
}

remove_interfaces() {
	local line lines

	mapfile -t -s 2 lines </proc/self/net/dev # two lines of heads
	for line in "${lines[@]}"; do
		line=${line%%:*}
		line=${line##* }
		[ "$line" = lo ] || ip link delete "$line" 2>/dev/null || :
	done
}

# Programs, maps and links that were not there when this file began.
new_ids() {
	"$helpers/bpfids" | sort | comm -13 <(sort "$BATS_FILE_TMPDIR/ids") -
}

# ids_but IDS: what is there and is not among those; some of those can go a little later.
ids_but() {
	"$helpers/bpfids" | sort | comm -13 <(sort <<<"$1") -
}

no_ids_but() {
	[ -z "$(ids_but "$1")" ]
}

# Those that are there now have to go: the kernel frees some of them a little later. They
# can be another one's, who works with a bpffs of its own: then it takes until that is done.
no_ids_left() {
	local start=$SECONDS left

	[ ! -e "$PINS" ] || {
		echo "left behind: $PINS"
		return 1
	}
	[ "$("$helpers/bpfids")" != "$(<"$BATS_FILE_TMPDIR/ids")" ] || return 0
	left=$(new_ids)
	while [ -n "$left" ]; do
		if [ $((SECONDS - start)) -ge "$(patience_with_ids)" ]; then
			printf 'left behind:\n%s\n' "$left"
			return 1
		fi
		nap
		left=$(new_ids | comm -12 <(echo "$left") -)
	done
}

# Ours is empty when this is asked.
patience_with_ids() {
	local base

	for base in /proc/[0-9]*/root"$PINS"; do
		[ ! -e "$base" ] || {
			echo 60
			return
		}
	done
	echo "$IDS_PATIENCE"
}

# ---- processes ----

# start PROGRAM WORD...: in the background, as process $pid. Its files are NAME.out and NAME.err
# with the NAME in $as, or else with its number; its input is $from, or empty.
# Neither bats' own descriptor nor 5 and 6, which tests open, are handed on.
start() {
	local name=${as-${#started[@]}}

	"$@" >"$name.out" 2>"$name.err" <"${from-/dev/null}" \
		3>&- 5>&- 6>&- &
	pid=$!
	started+=("$pid")
}

stop_started() {
	local one

	for one in ${started[@]+"${started[@]}"}; do
		kill -CONT "$one" 2>/dev/null || :
		kill -KILL "$one" 2>/dev/null || :
		wait "$one" 2>/dev/null || :
	done
	started=()
}

# ended PID: waits for it to end by itself, and leaves its $status.
ended() {
	local end=$((SECONDS + PATIENCE * 4))

	while is_running "$1"; do
		if [ "$SECONDS" -ge "$end" ]; then
			echo "process $1 does not end"
			return 1
		fi
		nap
	done
	status=0
	wait "$1" || status=$?
}

# is_running PID: it is there, and no zombie.
is_running() {
	local line

	[ -d "/proc/$1" ] && read -r line 2>/dev/null <"/proc/$1/stat" &&
		[[ ${line##*) } != Z* ]]
}

process_state() {
	local line

	read -r line 2>/dev/null <"/proc/$1/stat" || return 0
	line=${line##*) }
	echo "${line%% *}"
}

# eventually COMMAND...: until it succeeds.
eventually() {
	local end=$((SECONDS + PATIENCE))

	until "$@"; do
		if [ "$SECONDS" -ge "$end" ]; then
			echo "not within $PATIENCE seconds: $*"
			return 1
		fi
		nap
	done
}

# ---- ebpfctl ----

# ctl WORD...: runs it, and leaves $status, $out and $err.
ctl() {
	status=0
	"$EBPFCTL" "$@" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

same() {
	[ "$2" = "$3" ] && return 0
	printf '%s is:\n%s\nand should be:\n%s\n' "$1" "$2" "$3"
	return 1
}

# gives STATUS OUT ERR: what the last ctl did, the whole of it.
gives() {
	local failed=0

	same "the status" "$status" "$1" || failed=1
	same "standard output" "$out" "$2" || failed=1
	same "standard error" "$err" "$3" || failed=1
	return "$failed"
}

# What opens by another route than the tracepoints gets to see is what OPENER_AT says.
loads() {
	ctl load "$@"
	[ "$status" -eq 0 ] || {
		echo "load $*: status $status: $err"
		return 1
	}
	[[ $out != *"loaded  via "[fk]* ]] || export OPENER_AT=function
}

# is_preempting: whether the kernel preempts lazily or fully (sched/preempt in debugfs). It may
# then preempt a program of fexit, and from 7 on one of a tracepoint, and skips it meanwhile for
# the others of that processor, which missed tells.
is_preempting() {
	local found=1

	mkdir -p debugfs
	mount -t debugfs debugfs debugfs 2>/dev/null || return 1
	! grep -Eq '[(](lazy|full)[)]' debugfs/sched/preempt 2>/dev/null || found=0
	umount debugfs
	return "$found"
}

# loads_exactly [WORD]...: opens by a route that counts each call of several processes, where
# the kernel has one.
loads_exactly() {
	if [[ ${EBPFCTL_TEST_ROUTES-} == *kprobe* ]] && is_preempting; then
		loads "$@" --via kprobe
	else
		loads "$@"
	fi
}

is_at_function() {
	[ "${OPENER_AT-}" = function ]
}

# The build that replaces, and is replaced: another version, with other objects.
readonly NEXT=$helpers/ebpfctl-next

# next WORD...: as ctl, by the other build.
next() {
	EBPFCTL=$NEXT ctl "$@"
}

# replaces BUILD WORD...: a replacement that has to work.
replaces() {
	local build=$1

	shift
	EBPFCTL=$build ctl load --replace -q "$@"
	gives 0 "" ""
}

# ---- interfaces ----

# new_veth NAME PEER [MTU]: both up.
new_veth() {
	ip link add "$1" mtu "${3-1500}" type veth peer name "$2" mtu "${3-1500}"
	ip link set "$1" up
	ip link set "$2" up
}

# new_netns: a network namespace, kept by the process $pid.
new_netns() {
	local own

	own=$(readlink /proc/self/ns/net)
	start unshare --net sleep infinity
	eventually in_other_netns "$pid" "$own"
	nsenter --target "$pid" --net sh -c \
		'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
		echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
}

in_other_netns() {
	local other

	other=$(readlink "/proc/$1/ns/net") && [ "$other" != "$2" ]
}

# ---- packets ----

# packets_on IFACE: "PACKETS BYTES", then "L3/L4=PACKETS:BYTES" for each class; nothing when it
# is not there.
packets_on() {
	local text rest found
	local count='"packets":([0-9]+),"bytes":([0-9]+)'
	local class="\"l3\":\"([a-z0-9]+)\",\"l4\":\"([a-z]+)\",${count}}"

	text=$("$EBPFCTL" stats packets -j)
	rest=${text#*"\"ifname\":\"$1\","}
	[ "$rest" != "$text" ] && [[ $rest =~ $count ]] || return 0
	found="${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
	rest=${rest%%]*}
	while [[ $rest =~ $class ]]; do
		found+=" ${BASH_REMATCH[1]}/${BASH_REMATCH[2]}=${BASH_REMATCH[3]}:${BASH_REMATCH[4]}"
		rest=${rest#*"${BASH_REMATCH[0]}"}
	done
	echo "$found"
}

has_packets() {
	local counted

	counted=$(packets_on "$1")
	[ "${counted%% *}" -ge "$2" ]
}

# counts IFACE "PACKETS BYTES CLASSES": exactly that, once the last packet is there.
counts() {
	eventually has_packets "$1" "${2%% *}" || packets_on "$1"
	same "the count of $1" "$(packets_on "$1")" "$2"
}

# Broadcast, so that no stack answers it: UDP from port 9 to 9, 18 bytes of payload.
# shellcheck disable=SC2034 # used by the files
readonly UDP_FRAME="ffffffffffff 020000000001 0800
	4500002e 00000000 40110000 0a4d0001 0a4d0002
	00090009 001a0000 000000000000000000000000000000000000"
# shellcheck disable=SC2034
readonly UDP_FRAME_SIZE=60

# ---- opens ----

# opens_of COMM: "OPENS FAILED"; "0 0" when it is not there.
opens_of() {
	local counts="\"comm\":\"$1\",\"opens\":([0-9]+),\"failed\":([0-9]+)"

	if [[ $("$EBPFCTL" stats opens -j) =~ $counts ]]; then
		echo "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
	else
		echo "0 0"
	fi
}

# missed: the opens that the kernel skipped the programs for, as stats says it.
missed() {
	"$EBPFCTL" stats opens -j | jq '.probes[0].missed'
}

# start_reader NAME WORD...: an `events` that is reading when this returns: process $pid.
start_reader() {
	local name=$1

	shift
	as=$name start "$EBPFCTL" events "$@"
	eventually is_reading "$pid"
}

is_reading() {
	[[ $("$EBPFCTL" list -j) == *"{\"pid\":$1,"* ]]
}

# stop_reader PID: by SIGINT; leaves its $status.
stop_reader() {
	kill -INT "$1"
	ended "$1"
}

# What a reader saw, in the words of the helper `opener`.
as_written_down() {
	jq -c 'select(.type == "open")
		| {pid, tid, uid, comm, fd, errno, flags, create_mode, path, path_truncated}' \
		"$1"
}

# summary_of FILE [KEY]...: the values of these keys in its last line.
summary_of() {
	local last key values=()

	last=$(tail -n 1 "$1")
	shift
	[[ $last == *'"type":"summary"'* ]] || return 1
	for key; do
		[[ $last =~ \"$key\":\"?([^,\"}]*) ]] || return 1
		values+=("${BASH_REMATCH[1]}")
	done
	echo "${values[*]}"
}

# books_close FILE: hits = delivered + filtered + dropped + lapsed, and a line for each
# that was delivered.
books_close() {
	local lines hits delivered filtered dropped lapsed

	lines=$(grep -c '"type":"open"' "$1") || :
	read -r hits delivered filtered dropped lapsed < <(
		summary_of "$1" hits delivered filtered dropped lapsed
	)
	if [ "$delivered" -ne "$lines" ] ||
		[ "$hits" -ne $((delivered + filtered + dropped + lapsed)) ]; then
		echo "the books of $1 are open, with $lines events:"
		tail -n 1 "$1"
		return 1
	fi
}
