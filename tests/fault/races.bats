#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# At once: loads, unloads, replacements and those who read, all started together. One of them
# does it, the others say that it was done; nothing is attached twice, and nothing is left.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets, and what names of tests say
# shellcheck disable=SC2030,SC2031

IS_UNHURRIED=1
load lib

RACERS=8 ROUNDS=2 MIXED_ROUNDS=3
! is_small || RACERS=2 ROUNDS=3 MIXED_ROUNDS=3
! is_large || RACERS=8 ROUNDS=25 MIXED_ROUNDS=100 # 200 races in all
OPENED="some pins of packets" AWAY="some pins"
! is_large || OPENED="each pin of packets and of an own probe" AWAY="each pin"

# Who starts from here on waits at a gate until let_go; each leaves N.status, N.out and N.err.
gather() {
	: >gate
	exec 7<gate
	flock --exclusive 7
	runners=()
}

# Those who read go along; then until all have ended.
let_go() {
	local one

	runner stats stats -j
	runner list list -j
	runner events events -j -d 0.2
	flock --unlock 7
	exec 7<&-
	for one in "${runners[@]}"; do
		ended "$one"
	done
}

# race WORD...: RACERS of ebpfctl with these words.
race() {
	local i

	gather
	for ((i = 1; i <= RACERS; i++)); do
		runner "$i" "$@"
	done
	let_go
}

# runner NAME WORD...: $build is one of them or "mixed", by turns.
runner() {
	local name=$1 program=$build

	shift
	if [ "$build" = mixed ]; then
		program=$EBPFCTL
		[ $((${#runners[@]} % 2)) -eq 0 ] || program=$NEXT
	fi
	(
		exec 7<&-
		flock --shared gate true
		status=0
		"$program" "$@" >"$name.out" 2>"$name.err" </dev/null || status=$?
		echo "$status" >"$name.status"
	) 3>&- &
	runners+=($!)
}

# waited_in_vain NAME: on an emulated processor those before it can take longer than the ten seconds
# that one waits for the lock; it says so, and has changed nothing.
waited_in_vain() {
	is_small && [ "$(<"$1.status")" = 1 ] &&
		[[ $(<"$1.err") == *"cannot lock '$PINS/lock': held by process "* ]]
}

# ends_of PROBE: how many racers ended with each status and line of PROBE, sorted. Those that waited
# in vain do not count.
ends_of() {
	local i

	for ((i = 1; i <= RACERS; i++)); do
		waited_in_vain "$i" ||
			echo "$(<"$i.status") $(grep "^$1 " "$i.out" | sed -E 's/ *(veth|via).*//')"
	done | sort | uniq -c | sed 's/^ *//'
}

# one_did PROBE END OTHER-END: a racer ended like that, and all others like the second one.
one_did() {
	local i others=$((RACERS - 1))

	for ((i = 1; i <= RACERS; i++)); do
		! waited_in_vain "$i" || others=$((others - 1))
	done
	same "the ends, of $1" "$(ends_of "$1" | sort)" \
		"$({ [ "$others" -eq 0 ] || echo "$others $3"; echo "1 $2"; } | sort)"
}

# Whoever reads sees all of it or none of it; list says when one of them went meanwhile.
readers_were_right() {
	[ "$(<list.status)" = 0 ] || same "list" "$(<list.status) $(jq .complete list.out)" "1 false"
	same "what list says of health" \
		"$(jq -c '[.probes[].health] | unique - ["ok"]' list.out)" '[]'
	[[ $(<stats.status) = [03] ]] || same "standard error of stats" "$(<stats.err)" ""
	[[ $(<events.status) = [03] ]] || waited_in_vain events ||
		same "standard error of events" "$(<events.err)" ""
	jq . stats.out events.out >/dev/null
	[ "$(<stats.status)" = 3 ] || same "standard error of stats" "$(<stats.err)" ""
}

# attached N: N probes, each once: one XDP program on veth0, and no link but those of list.
attached() {
	same "the probes" "$("$EBPFCTL" list -j |
		jq -c '[.probes[] | [.health, ([.links[].id] | unique | length) == (.links | length)]]')" \
		"$(jq -nc "[range($1) | [\"ok\", true]]")"
	same "the links" "$(new_ids | grep -c '^link')" \
		"$("$EBPFCTL" list -j | jq '[.probes[].links[]] | length')"
}

@test "$ROUNDS rounds of $RACERS loads, replacements and unloads at once: one of each does it" {
	local round build

	new_veth veth0 peer0
	for ((round = 1; round <= ROUNDS; round++)); do
		build=$EBPFCTL race load -i veth0
		one_did packets "0 packets  loaded" "0 packets  already loaded"
		one_did opens "0 opens    loaded" "0 opens    already loaded"
		readers_were_right
		attached 2
		build=$NEXT race load --replace
		one_did packets "0 packets  replaced" "0 packets  already loaded"
		one_did opens "0 opens    replaced" "0 opens    already loaded"
		readers_were_right
		attached 2
		build=$EBPFCTL race unload packets
		one_did packets "0 packets  unloaded" "3 "
		readers_were_right
		attached 1
		build=$EBPFCTL race unload --all
		one_did opens "0 opens    unloaded" "3 "
		no_ids_left
	done
	swept "$((ROUNDS * 4))" "races of $RACERS of one kind and three readers"
}

@test "$MIXED_ROUNDS rounds of all of them at once: each ends as documented, all that is left is whole" {
	local round build=mixed

	new_veth veth0 peer0
	for ((round = 1; round <= MIXED_ROUNDS; round++)); do
		gather
		runner 1 load -i veth0
		runner 3 load --replace -i veth0
		runner 5 unload
		# where a processor is emulated each waits long for its turn
		[ "$RACERS" -lt 8 ] || {
			runner 2 load -i veth0
			runner 4 load --replace -i veth0
			runner 6 unload --all
			runner 7 unload packets -i veth0
			runner 8 load opens
		}
		let_go
		as_documented
		readers_were_right
		attached "$("$EBPFCTL" list -j | jq '.probes | length')"
		"$EBPFCTL" -q unload --all 2>/dev/null || :
		no_ids_left
	done
	swept "$MIXED_ROUNDS" "races of $([ "$RACERS" -lt 8 ] && echo 3 || echo 8) of all kinds and three readers"
}

# A load fails only where the other build is there.
as_documented() {
	local i

	for i in 3 4; do
		[ -e "$i.err" ] || continue
		waited_in_vain "$i" || same "standard error of --replace" "$(<"$i.err")" ""
	done
	for i in 1 2 8; do
		[ -e "$i.err" ] || continue
		[ "$(<"$i.status")" = 0 ] || waited_in_vain "$i" ||
			[[ $(<"$i.err") == *"another build of it is loaded"* ]]
	done
	for i in 5 6 7; do
		[ -e "$i.err" ] || continue
		[[ $(<"$i.status") = [03] ]] || waited_in_vain "$i"
	done
	! grep -E "$(is_small || echo 'held by|')cannot (open|remove|pin|rename)" ./?.err || false
}

@test "who is stopped with the lock in its hands is named after ten seconds, and can go on" {
	local holder start

	loads opens
	new_veth veth0 peer0
	as=holder start strace -qq -o /dev/null -f -e trace=renameat2 \
		-e inject=renameat2:signal=STOP:when=1 "$EBPFCTL" load packets -i veth0
	eventually has_stopped_child "$pid"
	start=$SECONDS
	ctl unload opens
	[ $((SECONDS - start)) -ge 9 ] && [ $((SECONDS - start)) -le $((10 + PATIENCE)) ]
	gives 1 "" "ebpfctl: cannot lock '$PINS/lock': held by process $holder
hint: wait for it to end, or look at it: ps $holder"
	ctl list
	same "the exit status of list" "$status" 0
	ctl stats
	same "the exit status of stats" "$status" 0
	kill -CONT "$holder"
	ended "$pid"
	same "the exit status of what was stopped" "$status" 0
	ctl unload
	gives 0 "packets  unloaded
opens    unloaded" ""
}

# Leaves it in $holder.
has_stopped_child() {
	read -r holder <"/proc/$1/task/$1/children" || :
	holder=${holder%% *}
	[ -n "$holder" ] || return 1
	# strace stops it for a moment at each system call, too
	for _ in {1..20}; do
		[[ $(process_state "$holder") = [tT] ]] || return 1
		nap
	done
}

# stopped_after N WORD...: ebpfctl, after its Nth bpf(2) call.
stopped_after() {
	as=reader start strace -qq -o /dev/null -f -e trace=bpf -e inject=bpf:signal=STOP:when="$1" \
		"$EBPFCTL" "${@:2}"
	eventually has_stopped_child "$pid"
}

goes_on() {
	kill -CONT "$holder"
	ended "$pid"
}

# opening_calls WORD...: which of its bpf(2) calls open a pin.
opening_calls() {
	strace -qq -o calls -e trace=bpf "$EBPFCTL" "$@" >/dev/null
	grep -n '^bpf(BPF_OBJ_GET,' calls | sed 's/:.*//'
}

# settles PROBE WORD...: stats of it is stopped after each pin that it opens.
settles() {
	local probe=$1 number

	ctl load "${@:2}"
	opening_calls stats "$probe" -j >points
	is_large || sed -i -n 'n;p' points
	[ "$(wc -l <points)" -ge 2 ]
	while read -r number <&7; do
		stopped_after "$number" stats "$probe" -j
		"$EBPFCTL" -q unload "$probe"
		"$EBPFCTL" -q load "${@:2}"
		goes_on
		same "anew after call $number" "$status: $(<reader.err)" "0: "
		stopped_after "$number" stats "$probe" -j
		"$EBPFCTL" -q unload "$probe"
		goes_on
		# or else it has opened all that there was
		[ "$status" = 0 ] || same "gone after call $number" "$status: $(head -n 1 reader.err)" \
			"3: ebpfctl: cannot read '$probe': not loaded"
		"$EBPFCTL" -q load "${@:2}"
	done 7<points
	swept "$(wc -l <points)" "pins that were gone, or anew, while stats opened them"
	ctl unload "$probe"
}

@test "an interface that is taken away while list and stats open $AWAY is there or not, and never a part of it" {
	local command

	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	for command in list stats; do
		takes_away "$command"
	done
}

# takes_away COMMAND: veth1, while that one is stopped after each pin that it opens.
takes_away() {
	local number

	opening_calls "$1" packets -j >points
	is_large || sed -i -n 'n;n;p' points
	[ -s points ]
	while read -r number <&7; do
		stopped_after "$number" "$1" packets -j
		"$EBPFCTL" -q unload packets -i veth1
		goes_on
		same "$1 after call $number" \
			"$status $(grep -o '"health":"[a-z_]*"' reader.out | sort -u)" '0 "health":"ok"'
		"$EBPFCTL" -q load packets -i veth1
	done 7<points
	swept "$(wc -l <points)" "pins that were gone while $1 opened them"
}

@test "what goes, or comes anew, while stats opens $OPENED, is told as that, and is no failure" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	settles packets packets -i veth0
	! is_large || settles parts "$PARTS" -i veth1
}

@test "another user can neither take the lock nor see it" {
	loads opens
	as_nobody_fails flock --nonblock "$PINS/lock" true
	as_nobody_fails stat "$PINS/lock"
	same "its mode" "$(stat -c '%a %u' "$PINS/lock")" "700 0"
	# nor once the directory above may be entered
	chmod 0755 /sys/fs/bpf "$PINS"
	as_nobody_fails flock --nonblock "$PINS/lock" true
	chmod 0700 /sys/fs/bpf "$PINS"
	ctl unload opens
	gives 0 "opens    unloaded" ""
}

as_nobody_fails() {
	if setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; then
		return 1
	fi
}
