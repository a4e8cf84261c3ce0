#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# load FILE --replace: another object in the place of one that is loaded. parts.bpf.o and its
# relatives count under the number of their object, so that it is seen which of them has counted.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib
load own

readonly BESIDE="both ran for a moment: calls in it may be counted twice"
ROUNDS=20
! is_small || ROUNDS=4
FRAMES=1000000 # at a time
! is_small || FRAMES=50000

# by_program NUMBER: the calls that the hash map has of that object.
by_program() {
	bpftool -j map dump pinned "$PINS/parts/maps/by_program" |
		jq --argjson number "$1" '[.[].formatted | select(.key == $number) | .value] | add // 0'
}

# received_by NUMBER: the frames.
received_by() {
	bpftool -j map dump pinned "$PINS/parts/maps/received" |
		jq --argjson number "$1" '.[$number].formatted.values | map(.value) | add'
}

load_id() {
	"$EBPFCTL" list parts -j | jq -r '.probes[0].load_id'
}

# loads_parts WORD...: the first object, as parts.
loads_parts() {
	new_veth veth0 peer0
	loads_object parts -i veth0 "$@"
	"$CALLER" 5
	"$helpers/frames" send peer0 3 "$UDP_FRAME"
}

# replaces_by NAME WORD...: the loaded parts, and says so in $out.
replaces_by() {
	ctl load "$OBJECTS/$1.bpf.o" --name parts -i veth0 --replace "${@:2}"
	if [ "$status" -ne 0 ] || [ -n "$err" ]; then
		echo "load $*: status $status: $err"
		return 1
	fi
}

@test "--replace brings another object, and its hash map, variables, filter and XDP link go on" {
	local id link filter

	loads_parts
	id=$(load_id)
	link=$(bpftool -j link show pinned "$PINS"/parts/links/frames_* | jq .id)
	filter=$(tc filter show dev veth0 ingress | grep -o 'handle 0x[0-9a-f]*')
	ctl load "$OBJECTS/parts_next.bpf.o" --name parts -i veth0
	gives 1 "" "ebpfctl: cannot load '$OBJECTS/parts_next.bpf.o': another object is loaded as 'parts'
hint: --replace keeps the counters; another --name loads it beside"
	replaces_by parts_next
	gives 0 "parts    replaced ($BESIDE)
  hit  tracepoint/syscalls/sys_enter_getpgid
  frames  xdp on veth0, native
  ingress  tc ingress on veth0" ""
	"$CALLER" 7
	"$helpers/frames" send peer0 4 "$UDP_FRAME"
	same "the variables" "$(global parts calls) $(global parts filtered)" "12 7"
	same "the calls of each" "$(by_program 1) $(by_program 2)" "5 7"
	same "the frames of each" "$(received_by 1) $(received_by 2)" "3 4"
	same "the load id" "$(load_id)" "$id"
	same "the XDP link" "$(bpftool -j link show pinned "$PINS"/parts/links/frames_* | jq .id)" "$link"
	same "the filter" "$(tc filter show dev veth0 ingress | grep -o 'handle 0x[0-9a-f]*')" "$filter"
	same "the health" "$("$EBPFCTL" list -j | jq -c '[.probes[0].health, .leftovers]')" '["ok",0]'
	replaces_by parts_next
	gives 0 "parts    already loaded" ""
	unloads parts
	[[ $(tc qdisc show dev veth0) != *clsact* ]]
}

@test "what is not as the new object wants it begins anew, and is named; so does the load id" {
	local id

	loads_parts
	id=$(load_id)
	replaces_by parts_other --map-size by_program=16
	same "the first line" "${out%%$'\n'*}" "parts    replaced (began anew: ring, by_program, .bss; $BESIDE)"
	[ "$(load_id)" != "$id" ]
	"$CALLER" 2
	same "what began anew" "$(global parts calls) $(global parts more) $(by_program 1) $(by_program 3)" "2 2 0 2"
	same "what went on" "$(received_by 1)" 3
	unloads parts
}

@test "a section with a variable that --set sets begins anew, and .data goes on with what it has" {
	loads_parts --set limit=5
	replaces_by parts_next
	same "limit" "$(global parts limit -data)" 5
	replaces_by parts --set calls=100
	same "the first line" "${out%%$'\n'*}" "parts    replaced (began anew: .bss; $BESIDE)"
	same "calls" "$(global parts calls)" 100
	same "limit" "$(global parts limit -data)" 5
}

@test "--dry-run --replace says what load will say, and changes nothing" {
	local ids

	loads_parts
	ids=$("$helpers/bpfids")
	replaces_by parts_other --dry-run
	same "the first line" "${out%%$'\n'*}" \
		"parts    would replace (would begin anew: ring, .bss; ${BESIDE/ran/run})"
	replaces_by parts_next --only frames --dry-run -j
	same "the JSON" "$(jq -c '.results[0] | [.result, .note, [.programs[].name]]' <<<"$out")" \
		'["replaced",null,["frames"]]'
	same "new ids" "$(ids_but "$ids")" ""
	same "the calls" "$(by_program 1)" 5
}

@test "other options replace too: an interface that comes, and one that goes" {
	loads_parts
	new_veth veth1 peer1
	ctl load "$OBJECTS/parts.bpf.o" -i veth0 -i veth1
	gives 1 "" "ebpfctl: cannot load '$OBJECTS/parts.bpf.o': it is loaded as 'parts' with other options
hint: --replace keeps the counters; another --name loads it beside"
	ctl load "$OBJECTS/parts.bpf.o" -i veth0 -i veth1 --replace
	same "the exit status" "$status" 0
	"$helpers/frames" send peer0 2 "$UDP_FRAME"
	"$helpers/frames" send peer1 2 "$UDP_FRAME"
	same "with both" "$(received_by 1) $(global parts filtered)" "7 7"
	ctl load "$OBJECTS/parts.bpf.o" -i veth1 --replace
	same "the exit status" "$status" 0
	"$helpers/frames" send peer0 2 "$UDP_FRAME"
	"$helpers/frames" send peer1 1 "$UDP_FRAME"
	same "with one" "$(received_by 1) $(global parts filtered)" "8 8"
	[[ $(tc qdisc show dev veth0) != *clsact* ]]
	unloads parts
}

@test "an object that the verifier refuses changes nothing: the old one counts on" {
	local before

	loads_parts
	before=$("$helpers/bpfids")
	ctl load "$OBJECTS/parts_refused.bpf.o" --name parts -i veth0 --replace
	same "the exit status" "$status" 1
	[[ $err == "ebpfctl: cannot replace 'parts': cannot load 'parts': the kernel refused program 'reads_nothing': Permission denied"$'\n'* ]]
	eventually no_ids_but "$before"
	"$CALLER" 5
	"$helpers/frames" send peer0 2 "$UDP_FRAME"
	same "what counts" "$(by_program 1) $(received_by 1) $(global parts filtered)" "10 5 5"
}

@test "an XDP program of another name, or another mode, is refused, and the old one counts on" {
	local refusal="ebpfctl: cannot replace 'parts': cannot load 'parts': cannot attach"
	local reason="veth0: its XDP program is another, or in another mode: that is not changed without a gap
hint: ebpfctl unload parts, then load it again"

	loads_parts
	ctl load "$OBJECTS/parts_renamed.bpf.o" --name parts -i veth0 --replace
	gives 1 "" "$refusal 'renamed' to 'xdp': $reason"
	ctl load "$OBJECTS/parts_next.bpf.o" --name parts -i veth0 --replace --mode generic
	gives 1 "" "$refusal 'frames' to 'xdp': $reason"
	"$CALLER" 5
	"$helpers/frames" send peer0 2 "$UDP_FRAME"
	same "what counts" "$(by_program 1) $(received_by 1) $(global parts filtered)" "10 5 5"
	unloads parts
}

# last_of CALL: which of the calls in the trace it is.
last_of() {
	grep -n "$1" calls | sed -n '$s/:.*//p'
}

# trace_replacement CALL: those of a replacement, which is then taken back.
trace_replacement() {
	strace -qq -o calls -e signal=none -e trace="$1" "$EBPFCTL" -q load "$OBJECTS/parts_next.bpf.o" \
		--name parts -i veth0 --replace
	replaces_by parts
}

# What runs behind the XDP link and in the filter, and what is pinned.
running() {
	bpftool -j link show pinned "$PINS"/parts/links/frames_* | jq .prog_id
	tc filter show dev veth0 ingress | sed -n 's/.* not_in_hw id \([0-9]*\) .*/\1/p'
}

pinned() {
	bpftool -j prog show pinned "$PINS/parts/progs/frames" | jq .id
	bpftool -j prog show pinned "$PINS/parts/progs/ingress" | jq .id
}

@test "a replacement that fails at a step says so, and all is as before" {
	local step calls=5 before newest

	loads_parts
	trace_replacement sendto
	newest=$(last_of RTM_NEWTFILTER)
	trace_replacement bpf
	before=$("$helpers/bpfids")
	for step in "bpf:error=ENOSPC:when=$(last_of BPF_PROG_LOAD)+" \
		"bpf:error=ENOSPC:when=$(last_of BPF_LINK_CREATE)" \
		"bpf:error=ENOSPC:when=$(last_of BPF_OBJ_PIN)" \
		"bpf:error=ENOSPC:when=$(last_of BPF_LINK_UPDATE)" \
		renameat2:error=EINVAL mkdir:error=ENOSPC:when=3 chmod:error=EPERM:when=5 \
		"sendto:error=ENOMEM:when=$newest" \
		"sendto:error=ENOMEM:when=$((newest - 1))"; do
		status=0
		strace -qq -o /dev/null -e trace="${step%%:*}" -e inject="$step" "$EBPFCTL" load \
			"$OBJECTS/parts_next.bpf.o" --name parts -i veth0 --replace \
			>out 2>err </dev/null 3>&- || status=$?
		same "the exit status with $step" "$status" 1
		[[ $(<err) == "ebpfctl: cannot "*"'parts"*$'\n''hint: '* ]] || {
			cat err
			return 1
		}
		same "what runs after $step" "$(running)" "$(pinned)"
		eventually no_ids_but "$before"
		"$CALLER" 5
		calls=$((calls + 5))
		same "the calls after $step" "$(by_program 1) $(by_program 2)" "$calls 0"
	done
}

# Frames at full rate, until there is a file `enough`; prints how many.
live_flow() {
	local total=0

	until [ -e enough ]; do
		"$helpers/frames" live peer0 "$FRAMES" "$UDP_FRAME" || return
		total=$((total + FRAMES))
	done
	echo "$total"
}

@test "$ROUNDS replacements while frames flow into native XDP: each is counted once" {
	local i total received

	new_veth veth0 peer0
	loads_object parts -i veth0 --only frames
	as=flow start live_flow
	for ((i = 0; i < ROUNDS; i += 2)); do
		replaces_by parts_next --only frames
		same "what is said" "${out%%$'\n'*}" "parts    replaced"
		replaces_by parts --only frames
	done
	touch enough
	ended "$pid"
	same "the exit status of the flow" "$status" 0
	total=$(<flow.out)
	received=$(awk '$1 == "veth0:" { print $3 }' /proc/self/net/dev)
	echo "$total sent, $received received: $(received_by 1) and $(received_by 2)"
	[ "$(received_by 1)" -gt 0 ] && [ "$(received_by 2)" -gt 0 ]
	same "the frames counted" "$(($(received_by 1) + $(received_by 2)))" "$received"
}

# Calls without an end, in pieces that are counted.
call_flow() {
	local total=0

	until [ -e enough ]; do
		"$CALLER" 500 || return
		total=$((total + 500))
	done
	echo "$total"
}

@test "$ROUNDS replacements while calls run: a tracepoint loses none, and doubles those of a moment" {
	local i total counted

	new_veth veth0 peer0
	loads_object parts -i veth0
	as=flow start call_flow
	for ((i = 0; i < ROUNDS; i += 2)); do
		replaces_by parts_next
		replaces_by parts
	done
	touch enough
	ended "$pid"
	total=$(<flow.out)
	counted=$(global parts calls)
	echo "$total calls, $counted counted: $(by_program 1) and $(by_program 2)"
	same "the sum of both" "$(($(by_program 1) + $(by_program 2)))" "$counted"
	[ "$counted" -ge "$total" ]
	"$CALLER" 9
	same "when it is over" "$(global parts calls)" $((counted + 9))
}

@test "programs of a cgroup and of a network namespace are replaced in place" {
	local kind link

	mkdir -p group
	mount -t cgroup2 cgroup2 group || skip "this kernel has no cgroup v2"
	mkdir group/ebpfctl-own
	for kind in cgroup_skb sk_lookup; do
		loads_object "$kind" --cgroup group/ebpfctl-own
		link=$(bpftool -j link show pinned "$PINS/$kind/links/hit" | jq .id)
		ctl load "$OBJECTS/$kind.bpf.o" --cgroup group/ebpfctl-own --set wanted=other --replace
		gives 0 "$(printf '%-8s' "$kind") replaced
  hit  $(jq -r '.results[0].programs[0].hook' <("$EBPFCTL" load "$OBJECTS/$kind.bpf.o" --dry-run -j --name other))" ""
		same "the link" "$(bpftool -j link show pinned "$PINS/$kind/links/hit" | jq .id)" "$link"
		same "its program" "$(bpftool -j link show pinned "$PINS/$kind/links/hit" | jq .prog_id)" \
			"$(bpftool -j prog show pinned "$PINS/$kind/progs/hit" | jq .id)"
		unloads "$kind"
	done
	rmdir group/ebpfctl-own
	umount group
}

# has_events NAME COUNT: in the output of that reader, without its last line.
has_events() {
	[ "$(grep -c '"seq":' "$1.out")" -eq "$2" ]
}

@test "who reads the events reads on where the ring goes on, and is the only one" {
	loads_parts
	as=reader start "$EBPFCTL" events parts -j
	eventually has_events reader 5
	replaces_by parts_next
	ctl events parts
	gives 1 "" "ebpfctl: cannot read 'parts': process $pid reads its events already
hint: two would share the events between them, each having a part"
	"$CALLER" 3
	eventually has_events reader 8
	kill -INT "$pid"
	ended "$pid"
	same "the exit status" "$status" 0
	unloads parts
}

@test "who reads the events is told where the ring begins anew" {
	loads_parts
	as=reader start "$EBPFCTL" events parts -j --as hex
	eventually has_events reader 5
	replaces_by parts_other
	ended "$pid"
	same "the exit status" "$status" 3
	same "the message" "$(<reader.err)" "ebpfctl: parts was replaced, and what it sends goes to another buffer now
hint: ebpfctl events parts"
	same "the reason" "$(tail -n 1 reader.out | jq -r .reason)" unloaded
	as=again start "$EBPFCTL" events parts -j
	eventually [ -d "$PINS/lock/parts" ]
	"$CALLER" 2
	eventually has_events again 2
	unloads parts
}

@test "--replace --group gives it to a group, and a replacement without it leaves it" {
	local as_member=(setpriv --reuid 65534 --regid 60 --clear-groups --inh-caps=-all --bounding-set=-all)

	loads_parts
	chmod 711 /sys/fs/bpf # so that nothing is said of it
	replaces_by parts --group 60
	replaces_by parts_next
	same "the mode" "$(stat -c '%a %g' "$PINS/parts/maps/by_program")" "640 60"
	"${as_member[@]}" "$EBPFCTL" stats parts -j >member.out
	same "the calls" "$(jq -c '.probes[0].maps[] | select(.name == ".bss") | .variables.calls' member.out)" 5
	"${as_member[@]}" "$EBPFCTL" stats parts --map by_program -j >member.out
	same "the hash" "$(jq -c '[.probes[0].maps[0].entries[] | [.key, .value]]' member.out)" "[[1,5]]"
}
