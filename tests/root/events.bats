#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Readers of opens: each gets every event of its time that its filter lets through, says what
# it did not get, and ends as it is told to.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031,SC2094

load lib

# More than a small ring holds, and done before a lease is over.
MANY=5000
! is_small || MANY=1500

opener() {
	"$helpers/opener" "$@"
}

# paths_in READER: of its events, in order.
paths_in() {
	jq -r 'select(.type == "open").path' "$1.out"
}

# numbers PREFIX COUNT: PREFIX.0 to PREFIX.COUNT-1
numbers() {
	seq -f "$1.%.0f" 0 $(($2 - 1))
}

# comms_in READER: "COMM COUNT" of its events.
comms_in() {
	jq -r 'select(.type == "open").comm' "$1.out" | sort | uniq -c | awk '{ print $2, $1 }'
}

# has_events READER COUNT
has_events() {
	[ "$(grep -c '"type":"open"' "$1.out")" -ge "$2" ]
}

# ---- every event of its time ----

@test "two readers, started and stopped at different moments, each get every event of their time" {
	loads opens
	opener e-two loop before 100
	start_reader first -j -n e-two
	first=$pid
	opener e-two loop one 500
	start_reader second -j -n e-two
	second=$pid
	opener e-two loop two 500
	stop_reader "$first"
	[ "$status" -eq 0 ]
	opener e-two loop three 500
	stop_reader "$second"
	[ "$status" -eq 0 ]
	opener e-two loop after 100
	same "the first one's" "$(paths_in first)" "$(numbers one 500 && numbers two 500)"
	same "the second one's" "$(paths_in second)" "$(numbers two 500 && numbers three 500)"
	books_close first.out
	books_close second.out
	same "the first one's sums" "$(summary_of first.out delivered dropped lapsed)" "1000 0 0"
	same "the second one's sums" "$(summary_of second.out delivered dropped lapsed)" "1000 0 0"
}

# contiguous READER: its events are numbered without a gap, but for calls that a kernel that
# preempts has not shown to any reader, and says so.
contiguous() {
	local missed=0

	! is_preempting || missed=$("$EBPFCTL" stats opens -j | jq '.probes[0].missed // 0')
	paths_in "$1" | sed 's/.*\.//' | awk -v name="$1" -v missed="$missed" '
		NR > 1 && $1 != last + 1 {
			print name ": behind", last, "comes", $1
			gaps += $1 - last - 1
		}
		{ last = $1 }
		END { exit gaps > missed || NR < 100 }'
}

@test "four readers that come and go while opens go on miss none in between" {
	local i pids=()

	loads_exactly opens
	start "$helpers/opener" e-paced paced path
	for i in 1 2 3 4; do
		start_reader "r$i" -j -n e-paced
		pids+=("$pid")
	done
	eventually has_events r4 1000
	for i in 2 1 4 3; do
		stop_reader "${pids[i - 1]}"
		[ "$status" -eq 0 ]
	done
	for i in 1 2 3 4; do
		contiguous "r$i"
		books_close "r$i.out"
		same "the losses of r$i" "$(summary_of "r$i.out" dropped lapsed)" "0 0"
	done
}

@test "a reader has no capability and no_new_privs while it reads" {
	loads opens
	start_reader reader -j -n e-none
	same "its rights" "$(awk '/^(Cap(Inh|Prm|Eff|Amb)|NoNewPrivs)/ { print $1, $2 }' \
		"/proc/$pid/status")" "CapInh: 0000000000000000
CapPrm: 0000000000000000
CapEff: 0000000000000000
CapAmb: 0000000000000000
NoNewPrivs: 1"
}

@test "list shows each reader, and its books as they are" {
	loads opens
	start_reader reader -j -n e-list
	opener e-list loop path 123
	eventually has_events reader 123
	same "the reader" "$("$EBPFCTL" list opens -j | jq -c '.probes[0].readers[]
		| [.pid, .delivered, .dropped, .lapsed, .lag_bytes, .filtered > 0]')" \
		"[$pid,123,0,0,0,true]"
	[[ $("$EBPFCTL" list) == *"reader      process $pid: 123 delivered, "* ]]
	stop_reader "$pid"
	same "the readers" "$("$EBPFCTL" list opens -j | jq -c '.probes[0].readers')" "[]"
}

# ---- filters ----

@test "filters by comm, uid and failure let through what they say, and nothing else" {
	local reader

	loads opens
	start_reader whole -j -n f-alpha
	start_reader beginning -j -n 'f-*'
	start_reader part -j -n '*alpha*'
	start_reader two -j -n f-alpha -n g-alpha
	start_reader negated -j -n 'f-*' -n '!f-beta'
	start_reader part_negated -j -n 'f-*' -n '!*eta*'
	start_reader uid -j -n 'f-*' -u 65534
	start_reader user -j -n 'f-*' -u nobody
	start_reader not_root -j -n 'f-*' -u '!0'
	start_reader two_users -j -n 'f-*' -u 0 -u 65534
	start_reader failed -j -n f-mixed -x
	opener f-alpha loop path 10
	opener f-beta loop path 20
	opener g-alpha loop path 40
	opener ff-alphaxx loop path 80
	chmod 711 . ..
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$helpers/opener" f-user loop path 160
	opener f-mixed calls mixed 100 "$PWD" >book
	for reader in "${started[@]}"; do
		stop_reader "$reader"
		[ "$status" -eq 0 ]
	done
	same "-n NAME" "$(comms_in whole)" "f-alpha 10"
	same "-n NAME*" "$(comms_in beginning)" "f-alpha 10
f-beta 20
f-mixed 100
f-user 160"
	same "-n *NAME*" "$(comms_in part)" "f-alpha 10
ff-alphaxx 80
g-alpha 40"
	same "two -n" "$(comms_in two)" "f-alpha 10
g-alpha 40"
	same "-n !NAME" "$(comms_in negated)" "f-alpha 10
f-mixed 100
f-user 160"
	same "-n !*NAME*" "$(comms_in part_negated)" "f-alpha 10
f-mixed 100
f-user 160"
	same "-u UID" "$(comms_in uid)" "f-user 160"
	same "-u NAME" "$(comms_in user)" "f-user 160"
	same "-u !UID" "$(comms_in not_root)" "f-user 160"
	same "two -u" "$(comms_in two_users)" "f-alpha 10
f-beta 20
f-mixed 100
f-user 160"
	same "-x" "$(comms_in failed)" "f-mixed 30"
	for reader in *.out; do
		[ "$reader" = ctl.out ] || books_close "$reader"
	done
}

@test "filters by process let through that process, its threads, and nothing else" {
	local one two

	loads opens
	mkfifo one.in two.in
	from=one.in start "$helpers/opener" e-one stdin path
	one=$pid
	exec 5>one.in
	from=two.in start "$helpers/opener" e-two stdin path
	two=$pid
	exec 6>two.in
	start_reader only -j -p "$one"
	start_reader both -j -p "$one" -p "$two"
	start_reader other -j -n 'e-*' -p "!$one"
	seq 30 >&5
	seq 50 >&6
	exec 5>&- 6>&-
	ended "$one"
	ended "$two"
	for one in "${started[@]:2}"; do
		stop_reader "$one"
	done
	same "-p PID" "$(comms_in only)" "e-one 30"
	same "two -p" "$(comms_in both)" "e-one 30
e-two 50"
	same "-p !PID" "$(comms_in other)" "e-two 50"
	books_close only.out
	books_close both.out
	books_close other.out
}

# ---- how it ends, and what it prints ----

@test "SIGINT ends a reader with its sums, and exit status 0" {
	loads opens
	start_reader reader -n e-text
	opener e-text loop /none/x 3
	eventually has_text_events 3
	stop_reader "$pid"
	[ "$status" -eq 0 ]
	[[ $(<reader.err) =~ ^'3 events, 0 lost, '[0-9]+' filtered'$ ]]
	same "the screen" "$(sed -E 's/^[0-9]+ +/N /' reader.out)" \
		"PID     COMM             FD  ERR      PATH
N e-text           -1  ENOENT   /none/x.0
N e-text           -1  ENOENT   /none/x.1
N e-text           -1  ENOENT   /none/x.2"
}

has_text_events() {
	[ "$(wc -l <reader.out)" -gt "$1" ]
}

@test "SIGTERM and SIGHUP end a reader as SIGINT does" {
	local signal

	loads opens
	for signal in TERM HUP; do
		start_reader "$signal" -j -n e-signal
		opener e-signal loop path 5
		kill "-$signal" "$pid"
		ended "$pid"
		[ "$status" -eq 0 ]
		books_close "$signal.out"
		same "the sums" "$(summary_of "$signal.out" delivered reason)" "5 signal"
	done
}

@test "-T and -U add the columns of time and uid" {
	loads opens
	start_reader reader -T -U -n e-columns
	opener e-columns loop /none/x 1
	eventually has_text_events 1
	stop_reader "$pid"
	same "the heads" "$(head -n 1 reader.out)" \
		"TIME            UID     PID     COMM             FD  ERR      PATH"
	[[ $(tail -n 1 reader.out) =~ \
		^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{6}' 0       '[0-9]+\ +e-columns\ +-1\ \ ENOENT ]]
}

@test "the time of an event is the time of day at which it happened" {
	local before after

	loads opens
	start_reader reader -j -n e-time
	before=$(date +%s.%N)
	opener e-time loop path 1
	after=$(date +%s.%N)
	stop_reader "$pid"
	jq -s -e --argjson before "$before" --argjson after "$after" \
		'.[0].time >= $before and .[0].time <= $after' reader.out
}

@test "-c stops after that many events, and -d after that many seconds" {
	local start

	loads opens
	start "$helpers/opener" e-ends paced path
	ctl events -j -n e-ends -c 5
	[ "$status" -eq 0 ]
	same "standard error" "$err" ""
	same "the events of -c" "$(jq -s -c 'map(.type)' <<<"$out")" \
		'["open","open","open","open","open","summary"]'
	same "its end" "$(tail -n 1 <<<"$out" | jq -r .reason)" count
	start=${EPOCHREALTIME/[.,]/}
	ctl events -j -n e-ends -d 0.5
	[ "$status" -eq 0 ]
	same "the end of -d" "$(tail -n 1 <<<"$out" | jq -r .reason)" duration
	start=$((${EPOCHREALTIME/[.,]/} - start))
	[ "$start" -ge 500000 ] && [ "$start" -lt $((PATIENCE * 1000000)) ]
	ctl events -n nobody-at-all -d 0.1
	[ "$status" -eq 0 ]
	same "the screen" "$out" "PID     COMM             FD  ERR      PATH"
	[[ $err =~ ^'0 events, 0 lost, '[0-9]+' filtered'$ ]]
}

@test "a closed pipe ends a reader quietly, with exit status 0" {
	loads opens
	start "$helpers/opener" e-pipe paced path
	{
		status=0
		"$EBPFCTL" events -n e-pipe 2>err 3>&- || status=$?
		echo "$status" >status
	} | head -n 1 >out
	same "the exit status" "$(<status)" 0
	same "the first line" "$(<out)" "PID     COMM             FD  ERR      PATH"
	[[ $(<err) =~ ^[0-9]+' events, '[0-9]+' lost, '[0-9]+' filtered'$ ]]
	same "the readers" "$("$EBPFCTL" list opens -j | jq -c '.probes[0].readers')" "[]"
}

@test "a full disk is an error, after the sums" {
	loads opens
	start "$helpers/opener" e-full paced path
	status=0
	"$EBPFCTL" events -n e-full >/dev/full 2>err || status=$?
	same "the exit status" "$status" 1
	[[ $(head -n 1 err) =~ ^[0-9]+' events, '[0-9]+' lost, '[0-9]+' filtered'$ ]]
	same "the error" "$(tail -n +2 err)" \
		"ebpfctl: cannot write the events: No space left on device"
}

@test "unload ends a reader: what was left in the ring, the sums, one line, exit status 3" {
	loads opens
	start_reader json -j -n e-unload
	json=$pid
	start_reader text -n e-unload
	text=$pid
	opener e-unload loop path 5000
	ctl unload opens
	gives 0 "opens    unloaded" ""
	ended "$json"
	same "the exit status" "$status" 3
	ended "$text"
	same "the exit status" "$status" 3
	same "standard error" "$(<json.err)" "ebpfctl: opens was unloaded"
	same "the sums" "$(summary_of json.out delivered dropped lapsed reason)" \
		"5000 0 0 unloaded"
	books_close json.out
	same "the events" "$(paths_in json)" "$(numbers path 5000)"
	[[ $(<text.err) =~ ^'5000 events, 0 lost, '[0-9]+' filtered'$'\n''ebpfctl: opens was unloaded'$ ]]
	no_ids_left
}

@test "unload while opens go on at full rate ends a reader with closed books" {
	loads opens
	start "$helpers/opener" e-rate loop path
	start_reader reader -j -n e-rate -b 4M
	eventually has_events reader 10000
	ctl unload opens
	gives 0 "opens    unloaded" ""
	ended "$pid"
	same "the exit status" "$status" 3
	books_close reader.out
}

# ---- places ----

@test "16 readers find a place, and the 17th is refused with the pids of the others" {
	local i pids=()

	loads opens
	for i in {1..16}; do
		start_reader "r$i" -j -n e-many -b 64K
		pids+=("$pid")
	done
	ctl events -j -c 1
	gives 1 "" "ebpfctl: cannot read 'opens': all 16 places are taken, by processes $(
		printf '%s, ' "${pids[@]}" | sed 's/, $//')"
	opener e-many loop path 200
	for i in {1..16}; do
		eventually has_events "r$i" 200
	done
	stop_reader "${pids[7]}"
	start_reader again -j -n e-many
	kill -KILL "${pids[3]}"
	ctl events -j -c 1
	same "the exit status" "$status" 1
	for i in 1 2 3 5 6 7 9 16; do
		stop_reader "${pids[i - 1]}"
		books_close "r$i.out"
		same "the sums of r$i" "$(summary_of "r$i.out" delivered dropped lapsed)" "200 0 0"
	done
}

@test "the place of a killed reader goes to another one when its lease is over" {
	local i pids=() start=$SECONDS

	loads opens
	for i in {1..16}; do
		start_reader "r$i" -j -n e-killed -b 64K
		pids+=("$pid")
	done
	kill -KILL "${pids[5]}"
	ctl events -j -n e-killed -d 0.1
	same "the exit status before" "$status" 1
	eventually has_place
	[ $((SECONDS - start)) -le $((3 + PATIENCE)) ]
	opener e-killed loop path 10
	stop_reader "${pids[6]}"
	same "a neighbour's sums" "$(summary_of r7.out delivered dropped lapsed)" "10 0 0"
}

has_place() {
	ctl events -j -n e-killed -d 0.01
	[ "$status" -eq 0 ]
}

@test "what a stopped reader's small ring cannot hold is counted as dropped, and its books close" {
	local delivered dropped

	loads opens
	start_reader reader -j -n e-small -b 64K
	kill -STOP "$pid"
	opener e-small loop path "$MANY"
	kill -CONT "$pid"
	opener e-small loop more 10
	stop_reader "$pid"
	[ "$status" -eq 0 ]
	books_close reader.out
	read -r delivered dropped < <(summary_of reader.out delivered dropped)
	same "delivered and dropped" $((delivered + dropped)) $((MANY + 10))
	[ "$dropped" -gt $((MANY - 1000)) ]
	# the gaps in the numbers are what was dropped
	same "the gaps" "$(jq -s -c '[.[] | select(.type == "open").seq]
		| .[-1] + 1 - length' reader.out)" "$dropped"
	same "the last ones" "$(paths_in reader | tail -n 10)" "$(numbers more 10)"
}

@test "a reader that waits for longer than its lease still gets every event" {
	loads opens
	start_reader reader -j -n e-idle
	sleep 4
	same "the readers" "$("$EBPFCTL" list -j | jq -c '[.probes[].readers[].pid]')" "[$pid]"
	opener e-idle loop path 50
	stop_reader "$pid"
	[ "$status" -eq 0 ]
	books_close reader.out
	same "the sums" "$(summary_of reader.out delivered dropped lapsed)" "50 0 0"
}

@test "a reader that did not run for longer than its lease says how many events lapsed" {
	loads opens
	start_reader reader -j -n e-lapsed
	opener e-lapsed loop before 20
	eventually has_events reader 20
	kill -STOP "$pid"
	sleep 3.2
	opener e-lapsed loop lapsed 30
	kill -CONT "$pid"
	eventually renewed "$pid"
	opener e-lapsed loop after 40
	stop_reader "$pid"
	[ "$status" -eq 0 ]
	books_close reader.out
	same "the events" "$(paths_in reader)" "$(numbers before 20 && numbers after 40)"
	same "delivered and dropped" "$(summary_of reader.out delivered dropped)" "60 0"
	[ "$(summary_of reader.out lapsed)" -ge 30 ]
}

# list shows readers whose lease is not over.
renewed() {
	is_reading "$1"
}

@test "a reader that lost its place while it did not run says so, and exits 1" {
	loads opens
	start_reader late -j -n e-lost
	late=$pid
	kill -STOP "$late"
	sleep 3.2
	start_reader next -j -n e-lost
	kill -CONT "$late"
	ended "$late"
	same "the exit status" "$status" 1
	same "standard error" "$(<late.err)" \
		"ebpfctl: another reader took this one's place: it had not run for too long"
	same "the reason" "$(summary_of late.out reason)" lost
	opener e-lost loop path 70
	stop_reader "$pid"
	same "the next one's" "$(summary_of next.out delivered dropped lapsed)" "70 0 0"
}

# ---- pid namespaces ----

@test "a reader in a pid namespace sees its numbers, and null for what is outside" {
	loads opens
	cat >inside <<-'SCRIPT'
		"$EBPFCTL" events -j -n e-pidns -n e-outside >reader.out 2>reader.err &
		reader=$!
		until "$EBPFCTL" list -j | jq -e 'any(.probes[].readers[]; .pid == '$reader')'; do
			sleep 0.01
		done >/dev/null
		"$1" e-pidns calls mixed 200 "$PWD" >book
		touch ready
		until [ -e outside ]; do
			sleep 0.01
		done
		kill -INT $reader
		wait $reader
	SCRIPT
	start unshare --pid --fork --mount-proc bash inside "$helpers/opener"
	eventually test -e ready
	opener e-outside loop path 7
	touch outside
	ended "$pid"
	[ "$status" -eq 0 ]
	books_close reader.out
	jq -c 'select(.comm != "e-outside")' reader.out >own.out
	as_written_down own.out | diff - book
	[ "$(jq -s '.[0].pid' book)" -lt 100 ]
	same "the others" "$(jq -c 'select(.comm == "e-outside") | [.pid, .tid]' reader.out |
		sort | uniq -c | tr -s ' ')" " 7 [null,null]"
}
