#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# stats --watch, on a terminal and in a pipe, with real packets and opens.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

eval "teardown_of_lib() $(declare -f teardown | tail -n +2)"
teardown() {
	is_enabled || return 0
	[ ! -S terminal ] || tmux -S terminal kill-server 2>/dev/null || :
	teardown_of_lib
}

# ---- a terminal ----

# on_terminal COLUMNS ROWS WORD...: ebpfctl on a terminal of that size; its status is printed
# when it has ended.
on_terminal() {
	local columns=$1 rows=$2

	shift 2
	command -v tmux >/dev/null || skip "tmux is not installed"
	env -u TMUX TERM=xterm tmux -S terminal -f /dev/null new-session -d -x "$columns" -y "$rows" \
		"'$EBPFCTL' $*; echo \"status \$?\"; sleep 60" 3>&- 8>&- 9>&-
	eventually shows 'every '
}

screen() {
	tmux -S terminal capture-pane -p
}

shows() {
	[[ $(screen) == *"$1"* ]]
}

# draws TEXT: that and nothing else, below the line with the time.
draws() {
	eventually is_screen "$1" || {
		screen
		return 1
	}
}

is_screen() {
	[ "$(screen | tail -n +2)" = "$1" ]
}

# fits COLUMNS ROWS: no line wraps, and the last row is free.
fits() {
	screen | awk -v columns="$1" -v rows="$2" '
		length > columns { print "line " NR " has " length " columns: " $0; bad = 1 }
		/./ { last = NR }
		END { if (last >= rows) print "line " last " of " rows " is not free"
			exit bad || last >= rows }'
}

# new_veths COUNT: v1 to vCOUNT, each with its peer p1 to pCOUNT; N0 frames are sent to vN.
new_veths() {
	local n

	interfaces=()
	for ((n = 1; n <= $1; n++)); do
		new_veth "v$n" "p$n"
		interfaces+=(-i "v$n")
	done
}

send_to() {
	local n

	for ((n = 1; n <= $1; n++)); do
		"$helpers/frames" send "p$n" "${n}0" "$UDP_FRAME"
	done
	eventually has_packets "v$1" "${1}0"
}

@test "a screen of 80x24 shows the busiest interfaces, the rest as one row, and fits" {
	new_veths 24
	loads packets "${interfaces[@]}"
	on_terminal 80 24 stats packets -w --interval 0.3
	send_to 24
	draws 'packets  24 interfaces
  INTERFACE PACKETS/S   BYTES/S  +PACKETS   PACKETS    +BYTES     BYTES
  total           0.0       0 B      3000      3000 175.8 KiB 175.8 KiB
  v24             0.0       0 B       240       240  14.1 KiB  14.1 KiB
  v23             0.0       0 B       230       230  13.5 KiB  13.5 KiB
  v22             0.0       0 B       220       220  12.9 KiB  12.9 KiB
  v21             0.0       0 B       210       210  12.3 KiB  12.3 KiB
  v20             0.0       0 B       200       200  11.7 KiB  11.7 KiB
  v19             0.0       0 B       190       190  11.1 KiB  11.1 KiB
  v18             0.0       0 B       180       180  10.5 KiB  10.5 KiB
  v17             0.0       0 B       170       170  10.0 KiB  10.0 KiB
  v16             0.0       0 B       160       160   9.4 KiB   9.4 KiB
  v15             0.0       0 B       150       150   8.8 KiB   8.8 KiB
  v14             0.0       0 B       140       140   8.2 KiB   8.2 KiB
  v13             0.0       0 B       130       130   7.6 KiB   7.6 KiB
  v12             0.0       0 B       120       120   7.0 KiB   7.0 KiB
  v11             0.0       0 B       110       110   6.4 KiB   6.4 KiB
  v10             0.0       0 B       100       100   5.9 KiB   5.9 KiB
  v9              0.0       0 B        90        90   5.3 KiB   5.3 KiB
  v8              0.0       0 B        80        80   4.7 KiB   4.7 KiB
  v7              0.0       0 B        70        70   4.1 KiB   4.1 KiB
  (others)        0.0       0 B       210       210  12.3 KiB  12.3 KiB'
	[[ $(screen | head -n 1) =~ ^[0-9:]{8}\ \ every\ 0\.3\ s\;\ \+\ is\ of\ the\ last\ [0-9.]+\ s$ ]]
	fits 80 24
}

@test "a screen that becomes 20x8, and then 200x50, is drawn anew at once, as wide as it is" {
	new_veths 3
	loads packets "${interfaces[@]}"
	send_to 3
	on_terminal 80 24 stats packets -w --interval 5
	tmux -S terminal resize-window -x 20 -y 8
	draws 'packets  3 interface
  INTERFAC PACKETS/S
  total            -
  v3               -
  v2               -
  v1               -'
	fits 20 8
	tmux -S terminal resize-window -x 20 -y 6
	draws 'packets  3 interface
  INTERFAC PACKETS/S
  total            -
  (others)         -'
	tmux -S terminal resize-window -x 200 -y 50
	draws 'packets  3 interfaces
  INTERFACE PACKETS/S   BYTES/S  +PACKETS   PACKETS    +BYTES     BYTES
  total             -         -         0        60       0 B   3.5 KiB
  v3                -         -         0        30       0 B   1.8 KiB
  v2                -         -         0        20       0 B   1.2 KiB
  v1                -         -         0        10       0 B     600 B'
	fits 200 50
}

@test "a screen of 200x50 with packets and opens says what is unloaded and loaded, and ends with ^C" {
	new_veths 1
	loads packets -i v1
	loads_exactly opens
	on_terminal 200 50 stats -w --interval 0.2
	"$helpers/opener" w-comm loop /x 70 >/dev/null
	eventually shows '  w-comm '
	same "the row of a comm" "$(screen | sed -n 's/^  w-comm  *[0-9.]*  *[0-9.]*  *//p' | tr -s ' ')" "70 70 70 70"
	[[ $(screen | sed -n 6p) =~ ^opens\ +via\ [a-z]+,\ 0\ missed,\ [0-9]+\ comms$ ]]
	fits 200 50
	ctl -q unload opens
	eventually shows 'opens    unloaded at '
	! shows w-comm || false
	loads opens
	eventually shows 'opens    reloaded at '
	ctl -q unload packets -i v1
	eventually shows 'packets  unloaded at '
	tmux -S terminal send-keys C-c
	eventually shows 'status 0'
	[[ $(screen | grep -A1 -c '\^C') -ge 1 ]]
}

# ---- a pipe ----

@test "in a pipe there is one block for each interval, with all rows and columns" {
	new_veths 1
	loads packets -i v1
	send_to 1
	ctl stats packets -w --interval 0.2 -c 2
	same "the status" "$status" 0
	same "standard error" "$err" ""
	same "the blocks" "$(sed -E 's/^[0-9:]{8}/TIME/; s/last [0-9.]+ s/last N s/' ctl.out)" \
		"$(printf '%s\n' 'TIME  every 0.2 s; + is of the last N s
packets  1 interface
  INTERFACE PACKETS/S   BYTES/S  +PACKETS   PACKETS    +BYTES     BYTES
  total           0.0       0 B         0        10       0 B     600 B
  v1              0.0       0 B         0        10       0 B     600 B

TIME  every 0.2 s; + is of the last N s
packets  1 interface
  INTERFACE PACKETS/S   BYTES/S  +PACKETS   PACKETS    +BYTES     BYTES
  total           0.0       0 B         0        10       0 B     600 B
  v1              0.0       0 B         0        10       0 B     600 B')"
}

# The rates of all intervals, times their length, are what was counted.
@test "the rates of all intervals add up to the packets and opens that there were" {
	new_veths 1
	loads packets -i v1
	loads opens
	as=watch start "$EBPFCTL" stats -w -j --interval 0.2
	eventually grep -q schema watch.out
	for _ in 1 2 3; do
		"$helpers/frames" send p1 100 "$UDP_FRAME"
		"$helpers/opener" w-rate loop /x 50 >/dev/null
		nap
	done
	# an interval in which it was all there, and so the whole of the last one that it was not
	eventually grep -q '"packets":300,"bytes":18000,.*"comm":"w-rate","opens":150,' watch.out
	kill -TERM "$pid"
	ended "$pid"
	same "the status" "$status" 0
	jq -s -e 'def total(f): map(.interval_ns / 1e9 * (f // 0)) | add | round;
		(total(.probes[0].interfaces[0].per_second.packets) == 300) and
		(total(.probes[0].per_second.bytes) == 300 * 60) and
		(total(.probes[1].comms[] | select(.comm == "w-rate").per_second.opens) == 150) and
		(last.probes[1].comms[] | select(.comm == "w-rate").watched.failed == 150) and
		(all(.[]; .changes == []) and (map(.interval_ns) | add / length) > 1.5e8)' watch.out >/dev/null || {
		cat watch.out
		return 1
	}
}

# rates_at_changes FILE: of opens, a line for each interval in which it changed.
rates_at_changes() {
	jq -c 'select(.changes != []) | [.changes[0].change, (.probes[] | .per_second)]' "$1"
}

@test "a probe that is unloaded and loaded again is said, and no rate goes across it" {
	loads opens
	as=watch start "$EBPFCTL" stats opens -w -j --interval 0.3
	eventually grep -q schema watch.out
	"$helpers/opener" w-old loop /x 500 >/dev/null
	ctl -q unload opens
	eventually grep -q '"unloaded"' watch.out
	loads opens
	"$helpers/opener" w-new loop /x 900 >/dev/null
	eventually grep -q '"reloaded"' watch.out
	kill -TERM "$pid"
	ended "$pid"
	same "the status" "$status" 0
	same "standard error" "$(<watch.err)" ""
	same "what has changed" "$(rates_at_changes watch.out)" '["unloaded"]
["reloaded",null]'
}

@test "a probe that is replaced is said, and its counters and rates go on" {
	loads opens
	"$helpers/opener" w-kept loop /x 700 >/dev/null
	as=watch start "$EBPFCTL" stats opens -w -j --interval 0.3
	eventually grep -q schema watch.out
	next load --replace opens
	same "the status" "$status" 0
	eventually grep -q '"replaced"' watch.out
	kill -INT "$pid"
	ended "$pid"
	same "what has changed" "$(jq -c 'select(.changes != []) | [.changes[0].change,
		(.probes[0] | .per_second != null), (.probes[0].comms[] | select(.comm == "w-kept").opens)]' \
		watch.out)" '["replaced",true,700]'
}

# It is stopped meanwhile, so that there is no interval between the two.
@test "a reload between two intervals is said too, and is no rate, although the counters are higher" {
	loads opens
	as=watch start "$EBPFCTL" stats opens -w -j --interval 0.3
	eventually grep -q schema watch.out
	kill -STOP "$pid"
	ctl -q unload opens
	loads opens
	"$helpers/opener" w-new loop /x 20000 >/dev/null
	kill -CONT "$pid"
	eventually grep -q '"reloaded"' watch.out
	sleep 0.5
	kill -INT "$pid"
	ended "$pid"
	same "what has changed" "$(rates_at_changes watch.out)" '["reloaded",null]'
	jq -s -e '(map(select(.changes != [])) | first.probes[0] | .opens >= 20000 and
			.watched.opens == .opens) and
		(last.probes[0] | .watched.opens == .opens) and
		all(.[].probes[0].per_second | select(.) | .opens; . >= 0 and . < 20000)' \
		watch.out >/dev/null || {
		cat watch.out
		return 1
	}
}

@test "an interface that is added or taken away while it is watched comes and goes" {
	new_veths 2
	loads packets -i v1
	as=watch start "$EBPFCTL" stats packets -w -j --interval 0.2
	eventually grep -q schema watch.out
	loads packets -i v2
	eventually grep -q '"v2"' watch.out
	ctl -q unload packets -i v1
	eventually eval '[[ $(tail -n 1 watch.out) != *\"v1\"* ]]'
	ip link delete v2
	eventually grep -q interface_gone watch.out
	kill -INT "$pid"
	ended "$pid"
	same "the status" "$status" 0
	same "what has changed" "$(jq -c '.changes[]' watch.out)" ""
}

@test "the end of a pipe ends it, and so does a full disk, with an error" {
	loads opens
	status=0
	"$EBPFCTL" stats opens -w --interval 0.1 2>pipe.err | head -n 1 >pipe.out || status=$?
	same "the status" "$status" 0
	same "standard error" "$(<pipe.err)" ""
	status=0
	"$EBPFCTL" stats opens -w --interval 0.1 >/dev/full 2>full.err || status=$?
	same "the status" "$status" 1
	same "standard error" "$(<full.err)" "ebpfctl: cannot write to standard output: No space left on device"
}

# ---- what it costs ----

# memory_of PID: in KiB.
memory_of() {
	awk '/^VmRSS/ { print $2 }' "/proc/$1/status"
}

# ticks_of PID: of its processor time, each 10 ms.
ticks_of() {
	local line

	read -r line <"/proc/$1/stat"
	line=${line##*) }
	awk '{ print $12 + $13 }' <<<"$line"
}

has_lines() {
	[ "$(wc -l <"$1")" -ge "$2" ]
}

@test "after 50 intervals it has no more memory than after 5, and took less than 10 ms for each" {
	local memory ticks

	[ -z "${ASAN_OPTIONS-}" ] || skip "a sanitizer takes memory and time of its own"
	new_veths 2
	loads packets -i v1 -i v2
	loads opens
	"$helpers/opener" w-many comms 500 >/dev/null
	as=watch start "$EBPFCTL" stats -w -j --interval 0.1
	eventually test -e watch.out
	eventually has_lines watch.out 5
	memory=$(memory_of "$pid")
	"$helpers/opener" w-many loop /x 1000 >/dev/null
	eventually has_lines watch.out 30
	eventually has_lines watch.out 50
	ticks=$(ticks_of "$pid")
	echo "memory: $memory KiB, then $(memory_of "$pid") KiB; $ticks ticks of 10 ms for 50 intervals"
	[ "$(memory_of "$pid")" -le "$((memory + 256))" ]
	is_small || [ "$ticks" -lt 50 ] # an emulated processor is slow
}

# 200 interfaces with EBPFCTL_TEST_LARGE: to attach and remove them takes ten seconds.
@test "stats of many interfaces and 10000 comms takes its tens of milliseconds, and says how many" {
	local n count=10 comms=10000 began took best=1000000

	[ -z "${EBPFCTL_TEST_LARGE-}" ] || count=100
	! is_small || count=5 comms=1000
	interfaces=()
	for ((n = 1; n <= count; n++)); do
		interfaces+=(-i "v$n" -i "p$n")
		echo "link add v$n type veth peer name p$n"
		echo "link set v$n up"
		echo "link set p$n up"
	done >batch
	ip -batch batch
	loads packets "${interfaces[@]}"
	loads opens
	"$helpers/opener" w-comms comms "$comms" >/dev/null
	for _ in 1 2 3 4 5; do
		began=${EPOCHREALTIME/[.,]/}
		"$EBPFCTL" stats -j >all
		took=$((${EPOCHREALTIME/[.,]/} - began))
		[ "$took" -ge "$best" ] || best=$took
	done
	echo "# stats of $((count * 2)) interfaces and $comms comms: $best us" >&3
	same "the interfaces" "$(jq '.probes[0].interfaces | length' all)" $((count * 2))
	[ "$(jq '.probes[1].comms | length' all)" -ge "$comms" ]
	[ "$best" -lt 500000 ]
}
