#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Output that fails: a full disk, a closed descriptor, a reader that goes away, a terminal of one
# column, other locales, a probe that goes while it is listed.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031,SC2086 # words

load lib

# Each command in each of its formats, with both probes loaded; the events end by themselves.
readonly READING=(
	"stats" "stats -j" "stats -o prometheus" "stats opens --top 1" "list" "list -j" "check"
	"check -j" "hooks do_sys_openat2" "hooks -j do_sys_openat2" "load -i veth0"
	"load -j -i veth0" "load --dry-run -i veth0" "load --dry-run -j -i veth0"
	"help" "help load" "--version" "load --help"
)
readonly STREAMS=("events -d 0.1" "events -j -d 0.1" "events --count -d 0.1" "events -O comm,path -d 0.1")

both_loaded() {
	new_veth veth0 peer0
	loads -i veth0
	start "$helpers/opener" o-flow paced path
}

# complains MESSAGE STATUS WORDS: standard error ends in this message; the sums of a stream
# come before it.
complains() {
	local message=$1

	same "the exit status of $3" "$status" "$2"
	same "the last line of $3" "$(tail -n 1 err)" "$message"
	[ -z "$(grep -vxE "[0-9]+ events, [0-9]+ lost, [0-9]+ filtered" err | grep -vxF "$message")" ] || {
		cat err
		return 1
	}
}

# message_for WORDS REASON
message_for() {
	case $1 in
	events*) echo "ebpfctl: cannot write the events: $2" ;;
	*) echo "ebpfctl: cannot write to standard output: $2" ;;
	esac
}

@test "a full disk is told by each command in each format, with exit status 1" {
	local words

	both_loaded
	for words in "${READING[@]}" "${STREAMS[@]}"; do
		status=0
		"$EBPFCTL" $words >/dev/full 2>err 3>&- || status=$?
		complains "$(message_for "$words" "No space left on device")" 1 "$words"
	done
	swept $((${#READING[@]} + ${#STREAMS[@]})) "output faults"
	for words in "unload packets -j" "unload opens"; do
		status=0
		"$EBPFCTL" $words >/dev/full 2>err 3>&- || status=$?
		complains "$(message_for "$words" "No space left on device")" 1 "$words"
	done
	no_ids_left
}

@test "a standard output that is closed at the start is told, by each command in each format" {
	local words

	both_loaded
	for words in "${READING[@]}" "${STREAMS[@]}"; do
		status=0
		"$EBPFCTL" $words >&- 2>err 3>&- || status=$?
		complains "$(message_for "$words" "Bad file descriptor")" 1 "$words"
	done
	swept $((${#READING[@]} + ${#STREAMS[@]})) "output faults"
}

@test "closed standard input and standard error change nothing, and no file gets their numbers" {
	local words

	both_loaded
	for words in "${READING[@]}" "${STREAMS[@]}"; do
		[[ $words != *dry-run* && $words != check* ]] || continue
		status=0
		"$EBPFCTL" $words <&- >out 2>&- 3>&- || status=$?
		same "the exit status of $words" "$status" 0
		[ -s out ]
	done
	# what would have been told goes nowhere, and above all into no pin or map
	status=0
	"$EBPFCTL" stats foo <&- 2>&- 3>&- || status=$?
	same "the exit status" "$status" 3
	"$EBPFCTL" unload opens <&- >&- 2>&- 3>&- || status=$?
	same "the exit status" "$status" 1
	same "what is there" "$("$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .health]]')" \
		'[["packets","ok"]]'
	"$EBPFCTL" -q load opens <&- >&- 2>&- 3>&-
	counting opens
}

@test "a reader that goes away ends a stream at once with exit status 0, and others by SIGPIPE" {
	local words

	both_loaded
	for words in "${READING[@]}"; do
		"$EBPFCTL" $words 2>err 3>&- | :
		status=${PIPESTATUS[0]}
		[ "$status" -eq 0 ] || [ "$status" -eq 141 ] || [[ $words == *dry-run* ]] || {
			echo "$words: $status"
			return 1
		}
		same "what $words says" "$(<err)" ""
	done
	for words in "events" "events -j" "events --line-buffered"; do
		status=0
		timeout 20 "$EBPFCTL" $words 2>err 3>&- | head -n 3 >out
		status=${PIPESTATUS[0]}
		same "the exit status of $words" "$status" 0
		[[ $(<err) =~ ^[0-9]+" events, "[0-9]+" lost, "[0-9]+" filtered"$ ]]
	done
	counting opens
}

# on_columns N WORDS: on a terminal so wide; what it has shown is in `shown`.
on_columns() {
	script -qec "stty cols $1 rows 24 -onlcr; exec '$EBPFCTL' $2" /dev/null >shown </dev/null 3>&-
}

@test "a terminal of one column shows what one of 80 columns does" {
	local words

	new_veth veth0 peer0
	loads packets -i veth0
	for words in "list" "stats packets" "help" "load --dry-run packets -i veth0"; do
		on_columns 80 "$words" || :
		mv shown wide
		on_columns 1 "$words" || :
		[ -s shown ]
		diff wide shown
	done
}

# other_locales: tr_TR.UTF-8 and de_DE.UTF-8, made here.
other_locales() {
	local name

	[ -e /usr/share/i18n/locales/tr_TR ] || skip "no sources of locales: apt install locales"
	mkdir -p locales
	for name in tr_TR de_DE; do
		localedef -i "$name" -f UTF-8 "locales/$name.UTF-8"
	done
	export LOCPATH=$PWD/locales
	same "the decimal point of de_DE" "$(LC_ALL=de_DE.UTF-8 locale decimal_point)" ","
}

# without_times FILE: what differs between two runs; the clocks are compared anew in each.
without_times() {
	sed -E 's/[0-9]{10}\.[0-9]{9}/0/g; s/"run_count":[0-9]+/"run_count":0/g' "$1"
}

@test "in a Turkish and a German locale what machines read has the same bytes" {
	local locale words

	other_locales
	new_veth veth0 peer0
	loads -i veth0
	"$helpers/opener" "IiıİŞß" loop path 20 >/dev/null
	"$helpers/frames" send peer0 1234 "$UDP_FRAME" >/dev/null
	for words in "list -j" "stats packets -j" "stats packets -o prometheus" "stats packets" \
		"list" "load --dry-run -j -i veth0" "hooks -j do_sys_openat2" "help load"; do
		"$EBPFCTL" $words >plain.out
		for locale in tr_TR.UTF-8 de_DE.UTF-8; do
			LC_ALL=$locale "$EBPFCTL" $words >other.out
			diff <(without_times plain.out) <(without_times other.out)
		done
	done
	for locale in tr_TR.UTF-8 de_DE.UTF-8; do
		LC_ALL=$locale ctl events -j -d 0.15
		same "the exit status with a point" "$status: $err" "0: "
		LC_ALL=$locale ctl events -d 0,15
		same "the exit status with a comma" "$status" 2
		LC_ALL=$locale ctl LOAD
		same "the exit status of LOAD" "$status" 2
		LC_ALL=$locale ctl load opens --via TRACEPOINT
		same "standard error" "${err%%$'\n'*}" \
			"ebpfctl: route 'TRACEPOINT': not auto, fexit, tracepoint or kprobe"
		LC_ALL=$locale ctl stats nothere
		same "standard error" "${err%%$'\n'*}" \
			"ebpfctl: cannot read 'nothere': not loaded"
	done
}

# slowly NAME WHEN WORD...: ebpfctl, which waits three seconds before it opens the folder of the
# programs of opens for the WHENth time: first to see whether it is ours, then to list them.
slowly() {
	as=$1 start strace -f -qq -o /dev/null -P "$PINS/opens/progs" -e trace=openat \
		-e "inject=openat:delay_enter=3s:when=$2" "$EBPFCTL" "${@:3}"
}

@test "a list that a vanishing probe interrupts is valid JSON, says so, and exits 1" {
	local json text

	new_veth veth0 peer0
	loads -i veth0
	slowly json 2 list -j
	json=$pid
	slowly text 1 list
	text=$pid
	sleep 1
	"$EBPFCTL" -q unload opens
	ended "$json"
	same "the exit status" "$status" 1
	same "standard error" "$(<json.err)" \
		"ebpfctl: cannot list 'opens': it went while it was looked at"
	same "the JSON" "$(jq -c '[.complete, [.probes[] | [.name, .health]], .leftovers]' json.out)" \
		'[false,[["packets","ok"]],0]'
	ended "$text"
	same "the exit status" "$status" 1
	same "standard error" "$(<text.err)" \
		"ebpfctl: cannot list 'opens': it went while it was looked at"
	! grep opens text.out || false
	same "a list that is whole" "$("$EBPFCTL" list -j | jq -c .complete)" null
}
