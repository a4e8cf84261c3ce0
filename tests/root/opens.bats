#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# opens against a program that writes down what it does: each call is counted once, and each
# record of `events -j` is what the program wrote down itself.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031,SC2094

load lib

EACH=25000
! is_small || EACH=2500
SHORT=100
! is_small || SHORT=20

opener() {
	"$helpers/opener" "$@"
}

# agree READER BOOK: the records that a stopped reader printed, and the program's own book.
agree() {
	as_written_down "$1.out" | diff - "$2" >difference || {
		head -n 20 difference
		return 1
	}
	books_close "$1.out"
	same "what $1 says" "$(<"$1.err")" ""
	same "the numbers of $1" \
		"$(jq -c 'select(.type == "open").seq' "$1.out" | awk '$1 != NR - 1')" ""
}

# has_lines FILE COUNT
has_lines() {
	[ "$(wc -l <"$1")" -ge "$2" ]
}

@test "load opens says by which route, and exits with nothing left running" {
	local via

	ctl load opens
	[ "$status" -eq 0 ]
	same "standard error" "$err" ""
	[[ $out =~ ^'opens    loaded  via '(fexit|tracepoint|kprobe)' on '[a-z0-9_,\ ]+( \(.*\))?$ ]]
	via=${BASH_REMATCH[1]}
	same "list" "$("$EBPFCTL" list -j | jq -c '.probes | map([.name, .health, .via])')" \
		"[[\"opens\",\"ok\",\"$via\"]]"
	[ "$via" != tracepoint ] || same "the links" \
		"$("$EBPFCTL" list -j | jq -c '[.probes[0].links[] | [.type, .name]]')" \
		'[["perf_event","sys_exit_creat"],["perf_event","sys_exit_open"],["perf_event","sys_exit_openat"],["perf_event","sys_exit_openat2"]]'
}

@test "1,000 opens of which 300 fail are counted as 1000 and 300 under their comm" {
	loads_exactly opens
	opener o-counted calls mixed 1000 "$PWD" >book
	same "the counts" "$(opens_of o-counted)" "1000 300"
	opener o-counted calls mixed 500 "$PWD" >book
	same "the counts" "$(opens_of o-counted)" "1500 450"
	same "missed" "$("$EBPFCTL" stats opens -j | jq '.probes[0].missed')" 0
}

@test "opens on both CPUs at once are all counted" {
	local i pids=()

	loads_exactly opens
	for i in 1 2 3 4; do
		start "$helpers/opener" o-both loop "$PWD/none" "$EACH"
		pids+=("$pid")
	done
	for i in "${pids[@]}"; do
		ended "$i"
	done
	same "the counts" "$(opens_of o-both)" "$((EACH * 4)) $((EACH * 4))"
}

# record_by_record KIND: 1,000 calls of it with a reader.
record_by_record() {
	loads opens
	start_reader reader -j -n "o-$1"
	opener "o-$1" calls "$1" 1000 "$PWD" >book
	has_lines book 1000
	stop_reader "$pid"
	[ "$status" -eq 0 ]
	agree reader book
	same "the sums" "$(summary_of reader.out delivered dropped lapsed reason)" \
		"1000 0 0 signal"
	same "ENOENT" "$(jq -s -c 'map(select(.error == "ENOENT" and .errno == 2 and .fd == -1))
		| length' reader.out)" 300
	same "the counts" "$(opens_of "o-$1")" "1000 300"
}

@test "1,000 calls of open(2) are 1,000 events, each as the caller wrote it down" {
	record_by_record open
}

@test "1,000 calls of openat(2) are 1,000 events, each as the caller wrote it down" {
	record_by_record openat
}

@test "1,000 calls of openat2(2) are 1,000 events, each as the caller wrote it down" {
	record_by_record openat2
}

@test "1,000 calls of creat(2) are 1,000 events, each as the caller wrote it down" {
	record_by_record creat
}

@test "a process, its thread and a child of another uid are told apart in every record" {
	loads opens
	start_reader reader -j -n 'opener-*' -n o-tasks
	chmod 711 . ..
	opener o-tasks tasks "$PWD" >book
	has_lines book 60
	stop_reader "$pid"
	agree reader book
	same "who it was" "$(jq -s -c 'map(select(.type == "open"))
		| group_by(.comm) | map([.[0].comm, length, .[0].uid, .[0].pid == .[0].tid])' \
		reader.out)" \
		'[["o-tasks",20,0,true],["opener-child",20,65534,true],["opener-thread",20,0,false]]'
}

@test "odd paths: 4,095 bytes whole, longer ones cut, unreadable ones null, untouched ones there" {
	loads opens
	start_reader reader -j -n o-odd
	opener o-odd odd "$PWD" >book
	# do_sys_openat2 is not called for the one that the kernel cannot read
	if is_at_function; then
		has_lines book 53
	else
		has_lines book 54
	fi
	stop_reader "$pid"
	agree reader book
	same "the lengths" "$(jq -s -c '.[0:6] | map([(.path | if . then length else . end),
		.path_truncated, .error])' reader.out)" \
		'[[4095,false,null],[4095,true,"ENAMETOOLONG"],[4095,true,"ENAMETOOLONG"],[null,false,"EFAULT"],[null,false,"EFAULT"],[0,false,"ENOENT"]]'
	same "the path on an untouched page" "$(jq -s -c '.[6].path' reader.out)" \
		"\"$PWD/file-2\""
	is_at_function || same "unknown flags" \
		"$(jq -s -c '.[52] | [.flags, .flag_names, .create_mode, .errno]' reader.out)" \
		"[null,null,null,14]"
}

@test "a path that is not UTF-8 or has control characters is whole in JSON, and cannot forge a line" {
	local path

	loads opens
	start_reader json -j -n o-bytes
	json=$pid
	start_reader text -n o-bytes
	path=$'/tmp/a\nb\t"\\\e[31m\x7f\xff\xc3\xa9\xe2\x80\xae.x'
	opener o-bytes loop "$path" 1 >/dev/null
	stop_reader "$json"
	stop_reader "$pid"
	same "the bytes" "$(jq -r 'select(.type == "open").path_hex' json.out)" \
		"$(printf '%s.0' "$path" | od -An -v -tx1 | tr -d ' \n')"
	same "the path" "$(jq -c 'select(.type == "open").path' json.out)" \
		'"/tmp/a\nb\t\"\\\u001b[31m\u007f�é'$'\u202e''.x.0"'
	same "the screen" "$(sed -n '2s/.*ENOENT *//p' text.out)" \
		'/tmp/a\nb\t"\\\x1b[31m\x7f\xffé\xe2\x80\xae.x.0'
	same "its lines" "$(wc -l <text.out)" 2
}

@test "flags have the names of open(2), and a mode only where something can be created" {
	loads opens
	start_reader reader -j -n o-names
	opener o-names calls openat 40 "$PWD" >book
	stop_reader "$pid"
	agree reader book
	! is_at_function || large=O_LARGEFILE
	same "the names" "$(jq -s -c --arg large "${large-}" 'map(select(.type == "open")
		| [.flag_names - [$large], .create_mode]) | unique | .[]' reader.out)" \
		'[["O_RDONLY"],null]
[["O_RDONLY","O_CLOEXEC"],null]
[["O_RDONLY","O_CLOEXEC","O_PATH"],null]
[["O_RDWR","O_CREAT","O_CLOEXEC"],384]
[["O_RDWR","O_NONBLOCK","O_NOFOLLOW"],null]
[["O_RDWR","O_SYNC"],null]
[["O_WRONLY","O_APPEND"],null]
[["O_WRONLY","O_CREAT","O_TRUNC"],416]'
}

@test "20,000 comms do not fit, and the total is still exact" {
	loads opens
	opener o-many comms 20000
	"$EBPFCTL" stats opens -j >stats
	same "the sum" "$(jq -c '.probes[0]
		| [([.comms[] | select(.comm | startswith("many-")).opens] | add) + .others.opens >= 20000,
		   (.comms | length), .opens == ([.comms[].opens] | add) + .others.opens,
		   .failed == ([.comms[].failed] | add) + .others.failed]' stats)" \
		"[true,16384,true,true]"
	# nothing but these comms came once there was no room, or else the shell and its like
	same "a comm's own" "$(jq -c '.probes[0].comms
		| map(select(.comm | startswith("many-"))) | [map(.opens) | min, max]' stats)" \
		"[1,1]"
	same "the rest" "$(jq -c '.probes[0]
		| 20000 - ([.comms[] | select(.comm | startswith("many-"))] | length)
		| . <= '"$(jq '.probes[0].others.opens' stats)" stats)" true
}

@test "--top shows the busiest comms, and the rest as others, with the same total" {
	loads opens
	opener o-first loop "$PWD/none" 3000 >/dev/null
	opener o-second calls open 2000 "$PWD" >/dev/null
	opener o-third loop "$PWD/none" 10 >/dev/null
	"$EBPFCTL" stats opens -j --top 2 >stats
	same "the comms" "$(jq -c '[.probes[0].comms[] | [.comm, .opens, .failed]]' stats)" \
		'[["o-first",3000,3000],["o-second",2000,600]]'
	same "the sum" "$(jq '.probes[0] | .opens == 5000 + .others.opens' stats)" true
	ctl stats opens --top 1
	same "the first row" "$(sed -n 3p <<<"$out")" "  o-first         3000      3000"
	[[ $(sed -n 4p <<<"$out") == "  (others) "* ]]
}

@test "opens of a process that a signal kills, and of one that ends at once, are counted" {
	loads opens
	start "$helpers/opener" o-killed loop "$PWD/none"
	eventually has_opens o-killed 1000
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null || :
	first=$(opens_of o-killed)
	for ((i = 0; i < SHORT; i++)); do
		opener o-short loop "$PWD/none" 1 >/dev/null
	done
	same "the counts" "$(opens_of o-short)" "$SHORT $SHORT"
	same "the counts" "$(opens_of o-killed)" "$first"
}

has_opens() {
	local counts

	counts=$(opens_of "$1")
	[ "${counts% *}" -ge "$2" ]
}
